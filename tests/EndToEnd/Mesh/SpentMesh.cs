using System.Text.Json;
using MeshStarter.EndToEnd.Shop;

namespace MeshStarter.EndToEnd.Mesh;

/// <summary>
/// A mesh for tests that end its services. It has imported the real shop, where the files of that lie alongside the repository, and else the made-up one;
/// what it said of the real one was kept before any test.
/// </summary>
public sealed class SpentMesh : IAsyncLifetime
{
    private const string Revenue = "614156.63";

    private readonly TemporaryFolder _folder = new();
    private TestMesh? _mesh;

    /// <summary>The reason why it has not the real shop; null when it has.</summary>
    public string? Missing { get; private set; }

    internal TestMesh Mesh => _mesh!;

    internal string Data => Path.Combine(_folder.Path, "data");

    /// <summary>Orders of the shop.</summary>
    internal long Orders { get; private set; }

    /// <summary>The real shop's days, revenue, and revenue of one day.</summary>
    internal JsonElement Figures { get; private set; }

    /// <summary>The months of the real shop, closed by a backfill; null without the real shop.</summary>
    internal ClosedMonths? Months { get; private set; }

    /// <summary>The reports of each domain on the import of the real shop.</summary>
    internal IReadOnlyList<JsonElement> Reports { get; private set; } = [];

    public async Task InitializeAsync()
    {
        var olist = Path.GetFullPath(Path.Combine(Projects.AppHost.ProjectPath, "..", "..", "shared", "data", "olist"));
        Missing = Directory.Exists(olist) ? null : $"the Olist files are not alongside the repository (looked in {olist})";
        if (Missing is null)
        {
            _mesh = await TestMesh.StartAsync(Data, $"--Mesh:SourceData={olist}");
            await ReadFiguresAsync(_mesh);
        }
        else
        {
            var shop = ShopFiles.Write(Path.Combine(_folder.Path, "shop"));
            _mesh = await TestMesh.StartAsync(Data, $"--Mesh:SourceData={shop.Folder}");
            await _mesh.WaitForTablesAsync(shop);
            Orders = shop.OrderIds.Count;
        }
    }

    public async Task DisposeAsync()
    {
        await StopAsync();
        _folder.Dispose();
    }

    /// <summary>Ends it.</summary>
    internal async Task StopAsync()
    {
        if (_mesh is not null)
        {
            await _mesh.DisposeAsync();
            _mesh = null;
        }
    }

    private async Task ReadFiguresAsync(TestMesh mesh)
    {
        var rows = await mesh.QueryUntilAsync(
            """
            SELECT count(*) AS days, CAST(sum(revenue) AS VARCHAR) AS revenue,
                   CAST(max(CASE WHEN revenue_date = DATE '2017-11-24' THEN revenue END) AS VARCHAR) AS black_friday
            FROM payments.daily_revenue
            """,
            "analyst",
            rows => rows.Count == 1 && rows[0].GetProperty("revenue").GetString() == Revenue);
        Figures = rows[0];
        await mesh.WaitForImportAsync();
        List<JsonElement> reports = [];
        foreach (var domain in new[] { "orders", "payments", "inventory" })
        {
            reports.Add((await mesh.GetAsync(domain, "/import", $"{domain}-owner")).Body);
        }

        Reports = reports;
        await mesh.QueryUntilAsync(
            "SELECT CAST(sum(amount) AS VARCHAR) AS revenue FROM payments.fact_payment_events", "analyst", rows => rows is [var row] && row.GetProperty("revenue").GetString() == Revenue);
        Months = await ClosedMonths.BackfillAsync(mesh, "2016-09-01", "2018-10-31");
        Orders = reports[0].GetProperty("imported").GetProperty("orders.csv").GetInt64();
    }
}
