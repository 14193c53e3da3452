using System.Net;
using System.Net.Http.Json;
using System.Runtime.Versioning;
using System.Text;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Tokens;

namespace MeshStarter.Governance.Tests.Identity;

[Collection(GovernanceCollection.Name)]
public sealed class IssuerStartTests(GovernanceFixture fixture) : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("mesh-test-issuer-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [SkippableFact]
    public async Task Token_outlives_a_restart()
    {
        var database = await fixture.CreateDatabaseAsync();
        string token;
        int port;
        await using (var first = await GovernanceHost.StartAsync(database, _data))
        {
            token = await first.PersonaTokenAsync("auditor");
            port = first.Address.Port;
        }
        await using var second = await GovernanceHost.StartAsync(database, _data, port);

        using var response = await second.SendAsync(HttpMethod.Get, "/audit", token);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [SkippableFact]
    [UnsupportedOSPlatform("windows")]
    public async Task Key_is_for_its_owner_only()
    {
        Skip.If(OperatingSystem.IsWindows(), "Unix file modes.");
        await using var governance = await GovernanceHost.StartAsync(await fixture.CreateDatabaseAsync(), _data);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_data, "identity", "keys.json")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(_data, "identity")));
    }

    [SkippableFact]
    public async Task Old_key_is_followed_and_its_tokens_still_count()
    {
        var database = await fixture.CreateDatabaseAsync();
        string token;
        int port;
        await using (var first = await GovernanceHost.StartAsync(database, _data))
        {
            token = await first.PersonaTokenAsync("auditor");
            port = first.Address.Port;
        }
        var path = Path.Combine(_data, "identity", "keys.json");
        var stored = JsonNode.Parse(await File.ReadAllTextAsync(path))!;
        stored["keys"]![0]!["made_at"] = "2020-01-01T00:00:00+00:00";
        await File.WriteAllTextAsync(path, stored.ToJsonString());

        await using var second = await GovernanceHost.StartAsync(database, _data, port);
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
    public async Task Key_file_open_to_others_refuses_the_start()
    {
        Skip.If(OperatingSystem.IsWindows(), "Unix file modes.");
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(_data, "identity")).FullName, "keys.json");
        await File.WriteAllTextAsync(path, "{}");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        await AssertRefusedAsync([], $"{path} holds the issuer's private key and is open to others.");
    }

    [SkippableFact]
    public async Task Damaged_key_file_refuses_the_start()
    {
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(_data, "identity")).FullName, "keys.json");
        await File.WriteAllTextAsync(path, """{"version":1,"keys":[{"kid":"x","made_at":"2026-01-01T00:00:00Z","pkcs8":"AAAA"}]}""");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        await AssertRefusedAsync([], $"{path} is no key file of version 1.");
    }

    /// <summary>The rule is that of all services: LoopbackTests has the other settings that name an address.</summary>
    [SkippableFact]
    public async Task Address_that_others_reach_refuses_the_start()
    {
        await AssertRefusedAsync(
            new() { ["ASPNETCORE_URLS"] = $"http://0.0.0.0:{TestKit.FreePort.Take()}" },
            " can be reached from other machines, and in Development a service listens for this one alone. ");
    }

    [SkippableFact]
    public async Task Missing_authority_outside_development_refuses_the_start()
    {
        await AssertRefusedAsync(
            new() { ["ASPNETCORE_ENVIRONMENT"] = "Production", ["Mesh__Identity__Authority"] = null },
            "Setting Mesh:Identity:Authority is missing. Outside Development (this is Production) nothing starts without it");
    }

    [SkippableTheory]
    [InlineData("http://login.example.com")]
    [InlineData("http://localhost:7402")]
    [InlineData("not a url")]
    public async Task Authority_without_tls_refuses_the_start_outside_development(string authority)
    {
        await AssertRefusedAsync(
            new() { ["ASPNETCORE_ENVIRONMENT"] = "Production", ["Mesh__Identity__Authority"] = authority },
            $"Setting Mesh:Identity:Authority is \"{authority}\". Set it to an https URL");
    }

    [SkippableFact]
    public async Task Issuer_does_not_exist_outside_development()
    {
        await using var governance = await GovernanceProcess.StartAsync(
            await fixture.CreateDatabaseAsync(), _data, settings: new()
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Production",
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
        Assert.False(Directory.Exists(Path.Combine(_data, "identity")));
    }

    [SkippableFact]
    public async Task Issuer_does_not_exist_alongside_a_real_provider()
    {
        await using var governance = await GovernanceHost.StartAsync(
            await fixture.CreateDatabaseAsync(), _data, settings: new() { ["Mesh__Identity__Authority"] = "https://login.example.com" });

        using var response = await governance.SendAsync(HttpMethod.Post, "/dev/token", content: JsonContent.Create(new { persona = "analyst" }));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [SkippableFact]
    public async Task Short_secret_refuses_the_start_without_revealing_it()
    {
        await AssertRefusedAsync(new() { ["Mesh__Identity__Issuer__Clients__orders__Secret"] = "hunter2" }, "has no Secret of at least 16 characters");
    }

    [SkippableFact]
    public async Task Flood_of_token_requests_is_slowed_down()
    {
        await using var governance = await GovernanceHost.StartAsync(
            await fixture.CreateDatabaseAsync(), _data, settings: new() { ["Mesh__Identity__Issuer__TokensPerSecond"] = "1" });

        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => governance.SendAsync(HttpMethod.Post, "/dev/token", content: JsonContent.Create(new { persona = "analyst" }))));

        var slowed = answers.First(answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
        Assert.Equal(TimeSpan.FromSeconds(1), slowed.Headers.RetryAfter!.Delta);
        Assert.Equal("urn:mesh:problem:too-many-requests", (await slowed.Content.ReadFromJsonAsync<JsonObject>())!["type"]!.GetValue<string>());
        Assert.InRange(answers.Count(answer => answer.IsSuccessStatusCode), 10, 20);
        Array.ForEach(answers, answer => answer.Dispose());
    }

    [SkippableFact]
    public async Task Flood_of_strangers_keeps_no_service_from_its_tokens()
    {
        await using var governance = await GovernanceHost.StartAsync(
            await fixture.CreateDatabaseAsync(), _data, settings: new() { ["Mesh__Identity__Issuer__TokensPerSecond"] = "1" });
        var flood = await Task.WhenAll(
            [
                .. Enumerable.Range(0, 30).Select(_ => governance.SendAsync(HttpMethod.Post, "/dev/token", content: JsonContent.Create(new { persona = "analyst" }))),
                .. Enumerable.Range(0, 30).Select(_ => governance.SendAsync(HttpMethod.Post, "/connect/token", content: Credentials("orders", "a-wrong-secret-of-orders"))),
            ]);

        var services = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => governance.SendAsync(HttpMethod.Post, "/connect/token", content: Credentials("orders", GovernanceProcess.OrdersSecret))));

        Assert.Contains(flood, answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
        Assert.All(services, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Array.ForEach([.. flood, .. services], answer => answer.Dispose());
    }

    [SkippableFact]
    public async Task Flood_of_strangers_keeps_no_service_from_tokens_of_its_users()
    {
        await using var governance = await GovernanceHost.StartAsync(
            await fixture.CreateDatabaseAsync(), _data, settings: new() { ["Mesh__Identity__Issuer__TokensPerSecond"] = "1" });
        var whole = await governance.PersonaTokenAsync("analyst");
        var flood = await Task.WhenAll(
            [
                .. Enumerable.Range(0, 30).Select(_ => governance.SendAsync(HttpMethod.Post, "/dev/token", content: JsonContent.Create(new { persona = "analyst" }), headers: Basic("portal", "a-wrong-secret-of-portal"))),
                .. Enumerable.Range(0, 30).Select(_ => governance.SendAsync(HttpMethod.Post, "/connect/token", content: Exchange("not.a.token"))),
            ]);

        using var exchanged = await governance.SendAsync(HttpMethod.Post, "/connect/token", content: Exchange(whole), headers: Basic("portal", GovernanceProcess.PortalSecret));
        using var persona = await governance.SendAsync(HttpMethod.Post, "/dev/token", content: JsonContent.Create(new { persona = "analyst" }), headers: Basic("portal", GovernanceProcess.PortalSecret));

        Assert.All(flood.Chunk(30), some => Assert.Contains(some, answer => answer.StatusCode == HttpStatusCode.TooManyRequests));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (exchanged.StatusCode, persona.StatusCode));
        Array.ForEach(flood, answer => answer.Dispose());
    }

    [SkippableFact]
    public async Task Service_beyond_its_own_limit_is_slowed_down_alone()
    {
        await using var governance = await GovernanceHost.StartAsync(
            await fixture.CreateDatabaseAsync(), _data, settings: new() { ["Mesh__Identity__Issuer__TokensPerSecond"] = "1" });

        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => governance.SendAsync(HttpMethod.Post, "/connect/token", content: Credentials("orders", GovernanceProcess.OrdersSecret))));
        using var persona = await governance.SendAsync(HttpMethod.Post, "/dev/token", content: JsonContent.Create(new { persona = "analyst" }));

        Assert.Contains(answers, answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
        Assert.Equal(HttpStatusCode.OK, persona.StatusCode);
        Array.ForEach(answers, answer => answer.Dispose());
    }

    private static (string, string) Basic(string client, string secret) => ("Authorization", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(client)}:{Uri.EscapeDataString(secret)}"))}");

    private static FormUrlEncodedContent Exchange(string token) => new(TokenExchangeForm.Of(token, "orders"));

    private static FormUrlEncodedContent Credentials(string client, string secret) =>
        new(new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = client, ["client_secret"] = secret });

    [SkippableFact]
    public async Task End_is_orderly_and_nothing_printed_is_secret()
    {
        await using var governance = await GovernanceProcess.StartAsync(await fixture.CreateDatabaseAsync(), _data);
        var token = await governance.PersonaTokenAsync("auditor");
        await governance.ServiceTokenAsync("orders", GovernanceProcess.OrdersSecret);
        using var requested = await governance.SendAsync(HttpMethod.Get, "/audit?subject=x", token);

        var (exitCode, printed) = await governance.StopAsync();

        Assert.Equal(0, exitCode);
        Assert.DoesNotContain(token.Split('.')[2], printed, StringComparison.Ordinal);
        Assert.DoesNotContain(GovernanceProcess.OrdersSecret, printed, StringComparison.Ordinal);
        Assert.DoesNotContain("Password", printed, StringComparison.OrdinalIgnoreCase);
    }

    private async Task AssertRefusedAsync(Dictionary<string, string?> settings, string says)
    {
        var (exitCode, errors, output, listened) = await GovernanceProcess.RefuseAsync(fixture.Database, _data, settings);

        Assert.Equal(1, exitCode);
        Assert.Contains(says, Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.False(listened);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", errors + output, StringComparison.Ordinal);
    }
}
