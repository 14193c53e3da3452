using MeshStarter.EndToEnd.Shop;

namespace MeshStarter.EndToEnd.Mesh;

/// <summary>A mesh that tests share, in a folder of its own, and the shop that it has imported.</summary>
public abstract class SharedMesh : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private TestMesh? _mesh;

    internal TestMesh Mesh => _mesh!;

    internal ShopFiles Shop { get; private set; } = null!;

    internal string Data => Path.Combine(_folder.Path, "data");

    public abstract Task InitializeAsync();

    public virtual async Task DisposeAsync()
    {
        await (_mesh?.DisposeAsync() ?? ValueTask.CompletedTask);
        _folder.Dispose();
    }

    /// <summary>Starts it on a folder to import.</summary>
    private protected async Task StartAsync(string source, params IEnumerable<string> settings) => _mesh = await TestMesh.StartAsync(Data, [$"--Mesh:SourceData={source}", .. settings]);

    /// <summary>Starts it on the made-up shop, and waits until its tables have all of that.</summary>
    private protected async Task ImportAsync(params IEnumerable<string> settings)
    {
        Shop = ShopFiles.Write(Path.Combine(_folder.Path, "shop"));
        await StartAsync(Shop.Folder, settings);
        await Mesh.WaitForImportAsync();
        await Mesh.WaitForTablesAsync(Shop);
    }
}
