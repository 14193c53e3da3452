using MeshStarter.EndToEnd.Mesh;
using MeshStarter.EndToEnd.Shop;
using MeshStarter.TestKit;

namespace MeshStarter.EndToEnd.Storage;

/// <summary>A mesh on the infrastructure of an operator: a real S3 store and a database server.</summary>
public sealed class S3Mesh : IAsyncLifetime
{
    public const string Collection = "S3 mesh";

    private readonly TemporaryFolder _folder = new();
    private readonly PreparedStore _store = new();
    private TestMesh? _mesh;

    /// <summary>The reason why it cannot run here; null when it does.</summary>
    public string? Missing => _store.Missing;

    internal MinioServer Store => _store.Server;

    internal TestMesh Mesh => _mesh!;

    internal ShopFiles Shop { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await _store.StartAsync();
        if (Missing is not null)
        {
            return;
        }

        Shop = ShopFiles.Write(Path.Combine(_folder.Path, "shop"));
        _mesh = await TestMesh.StartAsync(Path.Combine(_folder.Path, "data"), [$"--Mesh:SourceData={Shop.Folder}", .. _store.Settings]);
        await _mesh.WaitForImportAsync();
        await _mesh.WaitForTablesAsync(Shop);
    }

    public async Task DisposeAsync()
    {
        if (_mesh is not null)
        {
            await _mesh.DisposeAsync();
        }

        await _store.DisposeAsync();
        _folder.Dispose();
    }
}
