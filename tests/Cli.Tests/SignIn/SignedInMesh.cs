using System.Text.Json.Nodes;
using MeshStarter.Contracts.Tokens;
using MeshStarter.TestKit.Providers;

namespace MeshStarter.Cli.Tests.SignIn;

/// <summary>A mesh whose document names a company's provider, and the settings of a person who signs in there.</summary>
internal sealed class SignedInMesh : IAsyncDisposable
{
    public static readonly ProviderUser Ana = new("5f0e7f3a-3f0e-4f6e-9f53-0a4f6e1f2d3c", "ana", ["analyst"], []);

    private readonly DirectoryInfo _folder;

    private SignedInMesh(DirectoryInfo folder, FakeMesh services, ProviderDirectory directory, TestProvider provider) =>
        (_folder, Services, Directory, Provider) = (folder, services, directory, provider);

    public FakeMesh Services { get; }

    public ProviderDirectory Directory { get; }

    public TestProvider Provider { get; }

    /// <summary>The variables of who signs in.</summary>
    public Dictionary<string, string> Environment => new(StringComparer.Ordinal) { ["SSL_CERT_FILE"] = Path.Combine(_folder.FullName, "provider.pem"), ["SSL_CERT_DIR"] = Path.Combine(_folder.FullName, "no-others"), ["XDG_CONFIG_HOME"] = _folder.FullName };

    /// <summary>The folder of sign-ins.</summary>
    public string Settings => Path.Combine(_folder.FullName, "meshstarter");

    /// <summary>The file of the sign-in.</summary>
    public string File => System.IO.Directory.GetFiles(Settings, "*.json").Single();

    /// <summary>The audiences of the tokens that the services got.</summary>
    public IEnumerable<string> Audiences => Services.Authorizations.Select(authorization => TokenAudience.Read(authorization["Bearer ".Length..])!.Single());

    public static async Task<SignedInMesh> StartAsync(string form)
    {
        var folder = System.IO.Directory.CreateTempSubdirectory("mesh-test-login-");
        ProviderDirectory directory = form == "Entra" ? new ProviderDirectory.Entra() : new ProviderDirectory.Keycloak();
        var provider = await TestProvider.StartAsync(directory, Path.Combine(folder.FullName, "provider.pem"));
        var mesh = await FakeMesh.StartAsync();
        mesh.Document = Document(mesh.Address, directory, provider.Issuer).ToJsonString();
        return new SignedInMesh(folder, mesh, directory, provider);
    }

    /// <summary>Runs a command at the mesh.</summary>
    public Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments) => MeshCommand.RunAsync(_folder.FullName, Environment, [.. arguments, "--mesh", Services.Address]);

    /// <summary>Runs a command that asks nothing of the provider, whose certificate it does not trust.</summary>
    public Task<(int ExitCode, string Output, string Errors)> RunAloneAsync(params string[] arguments) =>
        MeshCommand.RunAsync(_folder.FullName, new Dictionary<string, string>(StringComparer.Ordinal) { ["XDG_CONFIG_HOME"] = _folder.FullName }, [.. arguments, "--mesh", Services.Address]);

    /// <summary>Signs in, and decides in the browser.</summary>
    public async Task<(int ExitCode, string Errors)> LoginAsync(ProviderUser? user) => await LoginAsync(user, []) is var (exitCode, _, errors) ? (exitCode, errors) : default;

    /// <summary>Signs in with more options, and decides in the browser.</summary>
    public async Task<(int ExitCode, string Output, string Errors)> LoginAsync(ProviderUser? user, string[] more)
    {
        using var login = MeshCommand.Start(_folder.FullName, Environment, ["login", "--mesh", Services.Address, .. more]);
        var invitation = await login.StandardError.ReadLineAsync() ?? "";
        Assert.StartsWith($"Open {Provider.Issuer}/devicelogin in a browser, on any machine, and enter the code ", invitation, StringComparison.Ordinal);
        Provider.Decide(invitation.Split(' ')[^1], user);
        return await login.ToEndAsync();
    }

    /// <summary>Makes all access tokens that are stored expired ones.</summary>
    public void Expire()
    {
        var signIn = JsonNode.Parse(System.IO.File.ReadAllText(File))!;
        foreach (var token in signIn["services"]!.AsObject().Select(service => service.Value!).Append(signIn["access"]!))
        {
            token["until"] = "2020-01-01T00:00:00+00:00";
        }

        System.IO.File.WriteAllText(File, signIn.ToJsonString());
    }

    public async ValueTask DisposeAsync()
    {
        await Services.DisposeAsync();
        await Provider.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    // As a mesh with the directory's settings answers.
    private static JsonObject Document(string address, ProviderDirectory directory, string issuer)
    {
        const string audiences = "--Mesh:Identity:Audiences:";
        var settings = directory.Settings(issuer).Select(setting => setting.Split('=', 2)).ToDictionary(setting => setting[0], setting => setting[1], StringComparer.Ordinal);
        return new JsonObject
        {
            ["catalog"] = address,
            ["governance"] = address,
            ["query"] = address,
            ["issuer"] = issuer,
            ["client_id"] = directory.CommandLine.Id,
            ["version"] = "0.1.0",
            ["sign_in"] = new JsonObject
            {
                ["scope"] = settings.GetValueOrDefault("--Mesh:SignIn:Scope"),
                ["audience_scope"] = settings.GetValueOrDefault("--Mesh:SignIn:AudienceScope"),
                ["token_scope"] = settings.GetValueOrDefault("--Mesh:Identity:TokenScope"),
                ["audiences"] = new JsonObject(settings.Where(setting => setting.Key.StartsWith(audiences, StringComparison.Ordinal))
                    .Select(setting => KeyValuePair.Create(setting.Key[audiences.Length..], (JsonNode?)new JsonArray([.. setting.Value.Split(',').Select(name => JsonValue.Create(name))])))),
            },
        };
    }
}
