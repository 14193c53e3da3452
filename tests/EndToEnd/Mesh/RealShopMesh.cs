using System.Text.Json;

namespace MeshStarter.EndToEnd.Mesh;

/// <summary>A mesh of a test class's own that has imported the real shop; what it said of the shop was kept before any test. There is none where the shop's files are not alongside the repository.</summary>
public sealed class RealShopMesh : SharedMesh
{
    private const string Revenue = "614156.63";

    /// <summary>The reason why there is none; null when there is.</summary>
    public string? Missing { get; private set; }

    /// <summary>The shop's days, revenue, and revenue of one day.</summary>
    internal JsonElement Figures { get; private set; }

    /// <summary>The months of the shop, closed by a backfill; null when there is no mesh.</summary>
    internal ClosedMonths? Months { get; private set; }

    /// <summary>The reports of each domain on the import of the shop.</summary>
    internal IReadOnlyList<JsonElement> Reports { get; private set; } = [];

    public override async Task InitializeAsync()
    {
        var olist = Path.GetFullPath(Path.Combine(Projects.AppHost.ProjectPath, "..", "..", "shared", "data", "olist"));
        Missing = Directory.Exists(olist) ? null : $"the Olist files are not alongside the repository (looked in {olist})";
        if (Missing is null)
        {
            await StartAsync(olist);
            await ReadFiguresAsync(Mesh);
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
    }
}
