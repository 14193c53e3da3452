using MeshStarter.EndToEnd.Shop;

namespace MeshStarter.EndToEnd.Mesh;

/// <summary>
/// One mesh for all tests that only read: it has imported the made-up shop, on a machine whose clock and language are not
/// the shop's.
/// </summary>
public sealed class ImportedMesh : IAsyncLifetime
{
    public const string Collection = "imported mesh";

    private readonly TemporaryFolder _folder = new();
    private TestMesh? _mesh;

    internal TestMesh Mesh => _mesh!;

    internal ShopFiles Shop { get; private set; } = null!;

    internal string Data => Path.Combine(_folder.Path, "data");

    public async Task InitializeAsync()
    {
        Environment.SetEnvironmentVariable("TZ", "Asia/Tokyo");
        Environment.SetEnvironmentVariable("LC_ALL", "de_DE.UTF-8");
        Shop = ShopFiles.Write(Path.Combine(_folder.Path, "shop"));
        // History outlives the tests: they compare each product's earlier states, however late in the run they come.
        _mesh = await TestMesh.StartAsync(Data, $"--Mesh:SourceData={Shop.Folder}", "--Mesh:Tables:HistoryAge=02:00:00");
        await _mesh.WaitForImportAsync();
        await _mesh.WaitForTablesAsync(Shop);
        // What is computed of the import comes after it: from here on each table has a snapshot.
        await _mesh.QueryUntilAsync("SELECT 1 AS one FROM inventory.daily_sales LIMIT 1", "analyst", rows => rows.Count > 0);
        // What the clock computes has rows of the past by a backfill alone.
        await ClosedMonths.BackfillAsync(_mesh, "2018-05-01", "2018-06-30");
    }

    public async Task DisposeAsync()
    {
        if (_mesh is not null)
        {
            await _mesh.DisposeAsync();
        }

        _folder.Dispose();
    }
}
