using System.Runtime.Versioning;

namespace MeshStarter.Cli.Tests.SignIn;

/// <summary><c>mesh login</c> and <c>mesh logout</c> at a company's provider.</summary>
public sealed class LoginTests
{
    private const string Refreshed = "The sign-in at {0} has ended: invalid_grant (a refresh token that was used before). Run mesh login --mesh {0}.\n";

    [SkippableFact]
    [Trait("Category", "Slow")]
    public async Task Person_signs_in_once_at_Keycloak_too_and_a_refusal_stores_nothing()
    {
        await Person_signs_in_once_and_each_service_gets_a_token_of_its_own_until_the_provider_ends_it("Keycloak");
        await Refusal_in_the_browser_ends_with_4_and_stores_nothing("Keycloak");
    }

    [SkippableTheory]
    [InlineData("Entra")]
    public async Task Person_signs_in_once_and_each_service_gets_a_token_of_its_own_until_the_provider_ends_it(string form)
    {
        RequireLinux();
        await using var mesh = await SignedInMesh.StartAsync(form);
        var address = mesh.Services.Address;

        Assert.Equal((0, $"Signed in as ana at {address}.\n"), await mesh.LoginAsync(SignedInMesh.Ana));
        Assert.Equal(0, (await mesh.RunAsync("products")).ExitCode);
        Assert.Equal((0, "{\"asked\":\"SELECT 1\",\"as\":\"text/csv\"}\n", ""), await mesh.RunAsync("query", "SELECT 1"));
        Assert.Equal(0, (await mesh.RunAloneAsync("products")).ExitCode);

        // Two pages of products, rows, two pages by the token that is stored.
        var (catalog, query) = (mesh.Directory.AudienceOf("catalog"), mesh.Directory.AudienceOf("query"));
        Assert.Equal([catalog, catalog, query, catalog, catalog], mesh.Audiences);
        Assert.Single(mesh.Services.Authorizations.Where((_, index) => index != 2).Distinct(StringComparer.Ordinal));

        // Processes at the same time use each refresh token once.
        mesh.Expire();
        var together = await Task.WhenAll(mesh.RunAsync("products"), mesh.RunAsync("query", "SELECT 1"), mesh.RunAsync("products"), mesh.RunAsync("query", "SELECT 2"));
        Assert.All(together, call => Assert.Equal((0, ""), (call.ExitCode, call.Errors)));
        Assert.Empty(mesh.Provider.Refusals);
        Assert.Equal(3, mesh.Services.Authorizations.Where((_, index) => index != 2).Distinct(StringComparer.Ordinal).Count());

        var (known, caller, _) = await mesh.RunAloneAsync("whoami");
        Assert.Equal(0, known);
        Assert.Contains($"\naudiences\t{catalog}\nby\tmesh login\n", caller, StringComparison.Ordinal);

        mesh.Expire();
        mesh.Provider.EndSignIns();
        Assert.Equal((4, "", Refreshed.Replace("{0}", address, StringComparison.Ordinal)), await mesh.RunAsync("products"));
        Assert.Equal(0, (await mesh.RunAsync("logout")).ExitCode);
        Assert.Equal((4, "", $"Not signed in at {address}. Run mesh login --mesh {address}, or name a persona of the development issuer, such as --as analyst.\n"), await mesh.RunAloneAsync("products"));
    }

    [SkippableTheory]
    [InlineData("Entra", "Signed out at {0} on this machine; the issuer has no revocation, and its token ends by itself.\n")]
    [InlineData("Keycloak", "Signed out at {0}.\n")]
    [UnsupportedOSPlatform("windows")]
    public async Task Tokens_are_for_their_owner_alone_and_gone_after_a_logout(string form, string said)
    {
        RequireLinux();
        await using var mesh = await SignedInMesh.StartAsync(form);
        var address = mesh.Services.Address;
        Assert.Equal(
            (0, $$"""{"mesh":"{{address}}","name":"ana","issuer":"{{mesh.Provider.Issuer}}"}""" + "\n", $"Signed in as ana at {address}.\n"),
            await mesh.LoginAsync(SignedInMesh.Ana, ["--format", "json"]));
        var file = mesh.File;

        Assert.Equal((UnixFileMode.UserRead | UnixFileMode.UserWrite, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute), (File.GetUnixFileMode(file), File.GetUnixFileMode(mesh.Settings)));
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        Assert.Equal(
            (4, "", $"{file} has tokens and is open to others. Run mesh logout and mesh login --mesh {mesh.Services.Address}, or chmod 600 it if no one has read it.\n"),
            await mesh.RunAloneAsync("products"));
        Assert.Empty(mesh.Services.Authorizations);

        Assert.Equal(
            (0, $$"""{"mesh":"{{address}}","was_signed_in":true,"is_revoked":{{(mesh.Directory.Revokes ? "true" : "false")}}}""" + "\n", said.Replace("{0}", address, StringComparison.Ordinal)),
            await mesh.RunAsync("logout", "--format", "json"));
        Assert.Equal((0, "", $"Not signed in at {address}.\n"), await mesh.RunAloneAsync("logout"));
        Assert.Empty(Directory.GetFiles(mesh.Settings, "*.json"));
        Assert.Equal(mesh.Directory.Revokes ? 1 : 0, mesh.Provider.Revocations);
    }

    [SkippableTheory]
    [InlineData("{", "its file could not be read")]
    [InlineData("""{"version":1,"issuer":"https://id.example.org","client_id":"mesh","access":{"text":"t","until":"2026-01-31T00:00:00Z"},"services":{}}""", "the issuer gave no token that can be revoked")]
    public async Task Logout_says_why_nothing_is_revoked(string stored, string why)
    {
        RequireLinux();
        await using var mesh = await SignedInMesh.StartAsync("Keycloak");
        await mesh.LoginAsync(SignedInMesh.Ana);
        await File.WriteAllTextAsync(mesh.File, stored);

        Assert.Equal((0, "", $"Signed out at {mesh.Services.Address} on this machine; {why}, and its token ends by itself.\n"), await mesh.RunAsync("logout"));
        Assert.Empty(Directory.GetFiles(mesh.Settings, "*.json"));
    }

    [SkippableFact]
    public async Task Sign_in_that_cannot_be_stored_leaves_no_token_behind()
    {
        RequireLinux();
        await using var mesh = await SignedInMesh.StartAsync("Keycloak");
        await mesh.LoginAsync(SignedInMesh.Ana);
        var file = mesh.File;
        File.Delete(file);
        Directory.CreateDirectory(file);

        var (exitCode, errors) = await mesh.LoginAsync(SignedInMesh.Ana);

        Assert.Equal(4, exitCode);
        Assert.StartsWith($"{file} cannot be written: ", errors, StringComparison.Ordinal);
        Assert.Equal([file + ".lock"], Directory.GetFiles(mesh.Settings));
    }

    [SkippableTheory]
    [InlineData("Entra")]
    public async Task Refusal_in_the_browser_ends_with_4_and_stores_nothing(string form)
    {
        RequireLinux();
        await using var mesh = await SignedInMesh.StartAsync(form);

        Assert.Equal((4, "The sign-in was refused in the browser. Run mesh login again.\n"), await mesh.LoginAsync(user: null));
        Assert.False(Directory.Exists(mesh.Settings));
    }

    [SkippableFact]
    public async Task Program_with_a_secret_gets_a_token_for_each_service_and_needs_no_sign_in()
    {
        RequireLinux();
        await using var mesh = await SignedInMesh.StartAsync("Entra");
        var client = mesh.Directory.Clients["orders"];
        var variables = new Dictionary<string, string>(mesh.Environment, StringComparer.Ordinal) { ["MESH_CLIENT_ID"] = client.Id, ["MESH_CLIENT_SECRET"] = client.Secret, ["MESH_URL"] = mesh.Services.Address };

        Assert.Equal(0, (await MeshCommand.RunAsync(Path.GetTempPath(), variables, "products")).ExitCode);
        Assert.Equal(0, (await MeshCommand.RunAsync(Path.GetTempPath(), variables, "query", "SELECT 1")).ExitCode);
        Assert.Equal([mesh.Directory.AudienceOf("catalog"), mesh.Directory.AudienceOf("catalog"), mesh.Directory.AudienceOf("query")], mesh.Audiences);

        variables["MESH_CLIENT_SECRET"] = "another";
        Assert.Equal(
            (4, "", $"MESH_CLIENT_ID: the mesh's issuer gives this client no token for catalog: invalid_client ({client.Id} with another secret). Check MESH_CLIENT_ID and MESH_CLIENT_SECRET.\n"),
            await MeshCommand.RunAsync(Path.GetTempPath(), variables, "products"));
        Assert.False(Directory.Exists(mesh.Settings));
    }

    [Fact]
    public async Task Token_of_the_variable_comes_before_a_client_and_a_persona_before_both()
    {
        await using var mesh = await FakeMesh.StartAsync();
        var variables = new Dictionary<string, string>(StringComparer.Ordinal) { ["MESH_TOKEN"] = "header.payload.signature", ["MESH_CLIENT_ID"] = "ci", ["MESH_CLIENT_SECRET"] = "secret" };

        var (byToken, _, _) = await MeshCommand.RunAsync(Path.GetTempPath(), variables, "contract", "b.b@2", "--catalog", mesh.Address);
        var (byPersona, _, _) = await MeshCommand.RunAsync(Path.GetTempPath(), variables, "contract", "b.b@2", "--as", "analyst", "--catalog", mesh.Address, "--governance", mesh.Address);

        Assert.Equal((0, 0), (byToken, byPersona));
        Assert.Equal(["Bearer header.payload.signature", "Bearer token-of-analyst-for-catalog"], mesh.Authorizations);
    }

    [Theory]
    [InlineData("MESH_CLIENT_ID", 2, "MESH_CLIENT_SECRET: is missing, and MESH_CLIENT_ID is set. Set it to the client's secret, or unset both.\n")]
    [InlineData("MESH_CLIENT_SECRET", 2, "MESH_CLIENT_ID: is missing, and MESH_CLIENT_SECRET is set. Set it to the client's id, or unset both.\n")]
    public async Task Half_of_a_client_is_named(string variable, int ends, string said) =>
        Assert.Equal((ends, "", said), await MeshCommand.RunAsync(Path.GetTempPath(), new Dictionary<string, string>(StringComparer.Ordinal) { [variable] = "ci" }, "products"));

    [Fact]
    public async Task Token_of_a_client_goes_over_https_or_to_this_machine_alone() => Assert.Equal(
        (2, "", "http://catalog.example.org is neither https nor this machine, and the token of MESH_CLIENT_ID does not go there. Give the service's https address.\n"),
        await MeshCommand.RunAsync(
            Path.GetTempPath(), new Dictionary<string, string>(StringComparer.Ordinal) { ["MESH_CLIENT_ID"] = "ci", ["MESH_CLIENT_SECRET"] = "secret" }, "products", "--catalog", "http://catalog.example.org"));

    [Theory]
    [InlineData("", 1, "{0} names no issuer, so no one signs in here. Its operator sets Mesh:Identity:Authority; until then set MESH_TOKEN to an access token.\n")]
    [InlineData(""","issuer":"https://id.example.org" """, 1, "{0} names no client for command lines, so no one signs in here. Its operator sets Mesh:SignIn:CommandLineClientId; until then set MESH_TOKEN to an access token.\n")]
    [InlineData(""","issuer":"http://id.example.org","client_id":"mesh-cli" """, 2, "The mesh's issuer is \"http://id.example.org\", and not an https address: no one signs in there.\n")]
    public async Task Mesh_at_which_no_one_can_sign_in_is_reported(string more, int ends, string said)
    {
        await using var mesh = await FakeMesh.StartAsync();
        mesh.Document = $$"""{"catalog":"{{mesh.Address}}","governance":"{{mesh.Address}}","query":"{{mesh.Address}}","version":"0.1.0"{{more}}}""";

        Assert.Equal((ends, "", said.Replace("{0}", mesh.Address, StringComparison.Ordinal)), await MeshCommand.RunAsync(Path.GetTempPath(), null, "login", "--mesh", mesh.Address));
    }

    private static void RequireLinux() => Skip.IfNot(OperatingSystem.IsLinux(), "the program trusts the provider's certificate by SSL_CERT_FILE");
}
