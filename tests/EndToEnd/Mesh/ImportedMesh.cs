namespace MeshStarter.EndToEnd.Mesh;

/// <summary>
/// One mesh for all tests that only read: it has imported the made-up shop, on a machine whose clock and language are not
/// the shop's.
/// </summary>
public sealed class ImportedMesh : SharedMesh
{
    public const string Collection = "imported mesh";

    public override async Task InitializeAsync()
    {
        Environment.SetEnvironmentVariable("TZ", "Asia/Tokyo");
        Environment.SetEnvironmentVariable("LC_ALL", "de_DE.UTF-8");
        // History outlives the tests: they compare each product's earlier states, however late in the run they come.
        await ImportAsync("--Mesh:Tables:HistoryAge=02:00:00");
        // What is computed of the import comes after it: from here on each table has a snapshot.
        await Mesh.QueryUntilAsync("SELECT 1 AS one FROM inventory.daily_sales LIMIT 1", "analyst", rows => rows.Count > 0);
        // What the clock computes has rows of the past by a backfill alone.
        await ClosedMonths.BackfillAsync(Mesh, "2018-05-01", "2018-06-30");
    }
}
