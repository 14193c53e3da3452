using System.Net;
using System.Net.Http.Json;
using System.Runtime.Versioning;
using System.Text;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Tokens;
using MeshStarter.Governance.Identity;
using MeshStarter.ServiceDefaults.Start;

namespace MeshStarter.Governance.Tests.Identity;

[Collection(GovernanceCollection.Name)]
public sealed class IssuerStartTests(GovernanceFixture fixture) : FolderTests
{
    [SkippableFact]
    public async Task Old_key_is_for_its_owner_only_is_followed_after_a_restart_and_its_tokens_still_count()
    {
        var database = await fixture.CreateDatabaseAsync();
        string token;
        int port;
        await using (var first = await RunningGovernance.HostAsync(database, Folder.Path))
        {
            token = await first.PersonaTokenAsync("auditor");
            port = first.Address.Port;
        }
        var path = Path.Combine(Folder.Path, "identity", "keys.json");
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(path)!));
        }

        var stored = JsonNode.Parse(await File.ReadAllTextAsync(path))!;
        stored["keys"]![0]!["made_at"] = "2020-01-01T00:00:00+00:00";
        await File.WriteAllTextAsync(path, stored.ToJsonString());

        await using var second = await RunningGovernance.HostAsync(database, Folder.Path, port);
        var fresh = await second.PersonaTokenAsync("auditor");
        var keys = (await second.Client.GetFromJsonAsync<JsonObject>("/.well-known/jwks.json"))!["keys"]!.AsArray();
        using var old = await second.SendAsync(HttpMethod.Get, "/audit", token);

        Assert.Equal(2, keys.Count);
        Assert.All(keys, key => Assert.False(key!.AsObject().ContainsKey("d")));
        Assert.NotEqual(token.Split('.')[0], fresh.Split('.')[0]);
        Assert.Equal(HttpStatusCode.OK, old.StatusCode);
    }

    [SkippableFact]
    [UnsupportedOSPlatform("windows")]
    public void Key_file_open_to_others_is_refused()
    {
        Skip.If(OperatingSystem.IsWindows(), "Unix file modes.");
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(Folder.Path, "identity")).FullName, "keys.json");
        File.WriteAllText(path, "{}");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        Assert.StartsWith($"{path} holds the issuer's private key and is open to others.", Assert.Throws<StartRefusedException>(new IssuerKeyStore(Folder.Path).Read).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_key_file_is_refused()
    {
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(Folder.Path, "identity")).FullName, "keys.json");
        File.WriteAllText(path, """{"version":1,"keys":[{"kid":"x","made_at":"2026-01-01T00:00:00Z","pkcs8":"AAAA"}]}""");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        Assert.StartsWith($"{path} is no key file of version 1.", Assert.Throws<StartRefusedException>(new IssuerKeyStore(Folder.Path).Read).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Issuer_does_not_exist_outside_development()
    {
        await using var governance = await RunningGovernance.HostAsync(
            await fixture.CreateDatabaseAsync(), Folder.Path, settings: new()
            {
                ["environment"] = "Production",
                ["Mesh__Identity__Authority"] = "https://login.example.com",
                ["Mesh__Identity__ClientId"] = "governance",
                ["Mesh__Identity__ClientSecret"] = "the secret of governance",
                ["services__catalog__http__0"] = "https://catalog.example.com",
            });

        foreach (var path in (string[])["/dev/token", "/connect/token", "/dev/personas", "/.well-known/openid-configuration", "/.well-known/jwks.json"])
        {
            using var response = await governance.SendAsync(path.StartsWith("/.", StringComparison.Ordinal) || path == "/dev/personas" ? HttpMethod.Get : HttpMethod.Post, path, content: JsonContent.Create(new { persona = "analyst" }));
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        }
        Assert.False(Directory.Exists(Path.Combine(Folder.Path, "identity")));
    }

    [SkippableFact]
    public async Task Issuer_does_not_exist_alongside_a_real_provider()
    {
        await using var governance = await RunningGovernance.HostAsync(
            await fixture.CreateDatabaseAsync(), Folder.Path, settings: new() { ["Mesh__Identity__Authority"] = "https://login.example.com" });

        using var response = await PersonaAsync(governance);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [SkippableFact]
    public async Task Short_secret_refuses_the_start_without_revealing_it()
    {
        var (exitCode, errors, output, hasListened) = await RunningGovernance.RefuseAsync(fixture.Database, Folder.Path, new() { ["Mesh__Identity__Issuer__Clients__orders__Secret"] = "hunter2" });

        Assert.Equal(1, exitCode);
        Assert.Contains("has no Secret of at least 16 characters", Assert.Single(errors), StringComparison.Ordinal);
        Assert.False(hasListened);
        Assert.DoesNotContain(output, line => line.Contains("   at ", StringComparison.Ordinal));
        Assert.DoesNotContain(errors.Concat(output), line => line.Contains("hunter2", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Flood_of_a_service_or_of_strangers_is_slowed_down_alone()
    {
        await using var governance = await RunningGovernance.HostAsync(
            await fixture.CreateDatabaseAsync(), Folder.Path, settings: new() { ["Mesh__Identity__Issuer__TokensPerSecond"] = "1" });

        // A service beyond its own limit takes nothing of the limit of strangers: ten, and one a second.
        var service = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => governance.SendAsync(HttpMethod.Post, "/connect/token", content: Credentials("nightly-report", RunningGovernance.ReportSecret))));
        var strangers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => PersonaAsync(governance)));

        Assert.Contains(service, answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
        var slowed = strangers.First(answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
        Assert.Equal(TimeSpan.FromSeconds(1), slowed.Headers.RetryAfter!.Delta);
        Assert.Equal("urn:mesh:problem:too-many-requests", (await slowed.Content.ReadFromJsonAsync<JsonObject>())!["type"]!.GetValue<string>());
        Assert.InRange(strangers.Count(answer => answer.IsSuccessStatusCode), 10, 29);

        // Neither do strangers take anything of the limits of services.
        var whole = (await strangers.First(answer => answer.IsSuccessStatusCode).Content.ReadFromJsonAsync<JsonObject>())!["access_token"]!.GetValue<string>();
        var flood = await Task.WhenAll(
            [
                .. Enumerable.Range(0, 30).Select(_ => PersonaAsync(governance)),
                .. Enumerable.Range(0, 30).Select(_ => PersonaAsync(governance, Basic("portal", "a-wrong-secret-of-portal"))),
                .. Enumerable.Range(0, 30).Select(_ => governance.SendAsync(HttpMethod.Post, "/connect/token", content: Credentials("orders", "a-wrong-secret-of-orders"))),
                .. Enumerable.Range(0, 30).Select(_ => governance.SendAsync(HttpMethod.Post, "/connect/token", content: Exchange("not.a.token"))),
            ]);
        var served = await Task.WhenAll(
            [
                .. Enumerable.Range(0, 10).Select(_ => governance.SendAsync(HttpMethod.Post, "/connect/token", content: Credentials("orders", RunningGovernance.OrdersSecret))),
                governance.SendAsync(HttpMethod.Post, "/connect/token", content: Exchange(whole), headers: Basic("portal", RunningGovernance.PortalSecret)),
                PersonaAsync(governance, Basic("portal", RunningGovernance.PortalSecret)),
            ]);

        Assert.All(flood.Chunk(30), some => Assert.Contains(some, answer => answer.StatusCode == HttpStatusCode.TooManyRequests));
        Assert.All(served, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Array.ForEach([.. service, .. strangers, .. flood, .. served], answer => answer.Dispose());
    }

    private static (string, string) Basic(string client, string secret) => ("Authorization", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(client)}:{Uri.EscapeDataString(secret)}"))}");

    private static FormUrlEncodedContent Exchange(string token) => new(TokenExchangeForm.Of(token, "orders"));

    private static FormUrlEncodedContent Credentials(string client, string secret) =>
        new(new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = client, ["client_secret"] = secret });

    private static Task<HttpResponseMessage> PersonaAsync(RunningGovernance governance, params (string, string)[] headers) =>
        governance.SendAsync(HttpMethod.Post, "/dev/token", content: JsonContent.Create(new { persona = "analyst" }), headers: headers);
}
