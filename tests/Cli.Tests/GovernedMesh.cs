extern alias catalog;
extern alias governance;

namespace MeshStarter.Cli.Tests;

/// <summary>A real governance with a real catalog, and the commands of people of a domain.</summary>
public sealed class GovernedMesh : IAsyncLifetime
{
    private readonly ServiceSet _services = new();

    /// <summary>The folder in which commands run.</summary>
    public string Folder => _services.Folder.FullName;

    private Uri Governance => _services.Services[0].Client.BaseAddress!;

    public async Task InitializeAsync()
    {
        await _services.InitializeAsync();
        if (_services.IsAvailable)
        {
            var catalog = new Uri($"http://localhost:{FreePort.Take()}");
            await _services.AddAsync<governance::Program>("governance", new() { ["Mesh:Policy:Folder"] = AppContext.BaseDirectory, ["services:catalog:http:0"] = catalog.ToString() });
            await _services.AddAsync<catalog::Program>("catalog", new() { ["Mesh:Storage:Buckets"] = Folder, ["services:governance:http:0"] = Governance.ToString() }, catalog);
        }
    }

    public Task DisposeAsync() => _services.DisposeAsync();

    public void Require() => _services.Require();

    public async Task<(string Output, string Errors)> RunAsync(string subject, string role, int exitCode, params string[] arguments)
    {
        var token = _services.Authority.Token(subject, "governance", "somewhere", [role]);
        var (code, output, errors) = await MeshCommand.RunAsync(Folder, new Dictionary<string, string>(StringComparer.Ordinal) { ["MESH_TOKEN"] = token }, [.. arguments, "--governance", Governance.ToString()]);
        Assert.True(exitCode == code, $"{code} {output} {errors}");
        return (output, errors);
    }
}

[CollectionDefinition(Name)]
public sealed class GovernedMeshCollection : ICollectionFixture<GovernedMesh>
{
    public const string Name = "governed mesh";
}
