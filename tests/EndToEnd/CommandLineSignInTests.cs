using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using MeshStarter.Contracts.Discovery;
using MeshStarter.Contracts.Json;

namespace MeshStarter.EndToEnd;

/// <summary>A persona signs in at the command line, as a person does: by the address and the code that it shows.</summary>
[Collection(ImportedMesh.Collection)]
public sealed partial class CommandLineSignInTests(ImportedMesh imported) : FolderTests
{
    [Fact]
    public async Task Persona_signs_in_by_the_page_asks_as_itself_and_signs_out()
    {
        await imported.Mesh.QueryUntilAsync("SELECT 1 AS one FROM orders.orders LIMIT 1", "analyst", rows => rows.Count > 0);

        Assert.Equal(0, await LoginAsync("orders-owner"));
        var (_, caller, _) = await RunAsync("whoami");
        var (answered, rows, said) = await RunAsync("query", "SELECT min(customer_email) LIKE '%@example.com' AS clear FROM orders.orders", "--format", "json");
        // The domain registered the address of its service, which gets a token for it alone.
        var (listed, _, reason) = await RunAsync("stream", "list", "orders");

        Assert.Equal(["subject\torders-owner", "domain\torders", "roles\towner"], caller.Take(3));
        Assert.Equal("by\tmesh login", caller[^1]);
        Assert.True(answered == 0, string.Join('\n', said));
        Assert.Equal(["{\"clear\":true}"], rows);
        Assert.True(listed == 0, string.Join('\n', reason));
        Assert.Equal(0, (await RunAsync("logout")).ExitCode);
        Assert.Equal(4, (await RunAsync("products")).ExitCode);
    }

    [Theory]
    [InlineData("portal")]
    [InlineData("query")]
    public async Task Each_address_of_readers_names_the_others(string service)
    {
        using var client = new HttpClient();

        var document = (await client.GetFromJsonAsync<MeshDocument>(new Uri(imported.Mesh.Url(service), MeshDocument.Path), MeshJson.Options))!;

        Assert.Equal((Origin("portal"), Origin("query"), Origin("governance"), "mesh-cli"), (document.Portal, document.Query, document.Issuer, document.ClientId));

        string Origin(string name) => imported.Mesh.Url(name).OriginalString.TrimEnd('/');
    }

    // Forms are sent as a browser sends them.
    private async Task<int> LoginAsync(string persona)
    {
        using var login = MeshProgram.Start(Variables, "login", "--mesh", Address);
        var invitation = Invitation().Match($"{await login.StandardError.ReadLineAsync()}\n{await login.StandardError.ReadLineAsync()}");
        Assert.True(invitation.Success, invitation.Value);
        using var browser = new HttpClient { BaseAddress = new Uri(invitation.Groups["page"].Value) };
        var enter = await browser.GetStringAsync(browser.BaseAddress);
        Assert.Contains("name=\"user_code\"", enter, StringComparison.Ordinal);
        var choose = await browser.GetStringAsync(new Uri($"?user_code={invitation.Groups["code"].Value}", UriKind.Relative));
        Assert.Equal(choose, await browser.GetStringAsync(new Uri(invitation.Groups["whole"].Value)));
        Assert.Contains($"<button name=\"persona\" value=\"{persona}\">", choose, StringComparison.Ordinal);
        using var form = new FormUrlEncodedContent([new("user_code", invitation.Groups["code"].Value), new("persona", persona)]);
        using var done = await browser.PostAsync(browser.BaseAddress, form);
        Assert.Equal(HttpStatusCode.OK, done.StatusCode);
        Assert.Equal($"Signed in as {persona} at {Address}.", await login.StandardError.ReadLineAsync());
        await login.WaitForExitAsync();
        return login.ExitCode;
    }

    private string Address => imported.Mesh.Url("query").AbsoluteUri.TrimEnd('/');

    private KeyValuePair<string, string?>[] Variables => [new("XDG_CONFIG_HOME", Folder.Path)];

    private Task<(int ExitCode, string[] Output, string[] Errors)> RunAsync(params string[] arguments) => MeshProgram.RunAsync(Variables, [.. arguments, "--mesh", Address]);

    [GeneratedRegex("^Open (?<page>http://localhost:[0-9]+/connect/device) in a browser, on any machine, and enter the code (?<code>[A-Z]{4}-[A-Z]{4})\nor open (?<whole>http://[^ ]+)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Invitation();
}
