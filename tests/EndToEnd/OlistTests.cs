using MeshStarter.EndToEnd.Mesh;

namespace MeshStarter.EndToEnd;

/// <summary>The published figures of a real shop, where its data lies alongside the repository.</summary>
public sealed class OlistTests
{
    [SkippableFact]
    public async Task The_real_shops_daily_revenue_is_as_published_and_no_row_of_it_is_rejected()
    {
        var source = Path.GetFullPath(Path.Combine(Projects.AppHost.ProjectPath, "..", "..", "shared", "data", "olist"));
        Skip.IfNot(Directory.Exists(source), $"the Olist files are not alongside the repository (looked in {source})");
        using var folder = new TemporaryFolder();
        await using var mesh = await TestMesh.StartAsync(Path.Combine(folder.Path, "data"), $"--Mesh:SourceData={source}");
        var rows = await mesh.QueryUntilAsync(
            """
            SELECT count(*) AS days, CAST(sum(revenue) AS VARCHAR) AS revenue,
                   CAST(max(CASE WHEN revenue_date = DATE '2017-11-24' THEN revenue END) AS VARCHAR) AS black_friday
            FROM payments.daily_revenue
            """,
            "analyst",
            rows => rows.Count == 1 && rows[0].GetProperty("revenue").GetString() == "614156.63");
        Assert.Equal(506, rows[0].GetProperty("days").GetInt64());
        Assert.Equal("614156.63", rows[0].GetProperty("revenue").GetString());
        Assert.Equal("8532.95", rows[0].GetProperty("black_friday").GetString());

        await mesh.WaitForImportAsync();
        var imported = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var domain in new[] { "orders", "payments", "inventory" })
        {
            var (_, report) = await mesh.GetAsync(domain, "/import", $"{domain}-owner");
            Assert.Equal(0, report.GetProperty("rejected").GetInt64());
            foreach (var file in report.GetProperty("imported").EnumerateObject())
            {
                imported[file.Name] = file.Value.GetInt64();
            }
        }

        Assert.Equal(
            new Dictionary<string, long>(StringComparer.Ordinal) { ["orders.csv"] = 3_988, ["order_items.csv"] = 4_485, ["order_payments.csv"] = 4_127, ["customers.csv"] = 3_988, ["products.csv"] = 3_859 },
            imported);
    }
}
