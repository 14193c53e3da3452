using System.Net;
using System.Text.Json;

namespace MeshStarter.EndToEnd;

/// <summary>The sample pipeline of Inventory, which reads the events of Orders masked, against the same SELECT at the query proxy.</summary>
[Collection(ImportedMesh.Collection)]
public sealed class DailySalesTests(ImportedMesh imported)
{
    [Fact]
    public async Task Pipeline_has_the_rows_of_its_select_for_every_local_day()
    {
        var expected = (await imported.Mesh.QueryAsync(SoldDays.Expected, "analyst")).Select(row => row.GetRawText()).ToList();

        var rows = await imported.Mesh.QueryUntilAsync(SoldDays.Product, "analyst", rows => rows.Count >= expected.Count);

        Assert.NotEmpty(expected);
        Assert.Equal(expected, rows.Select(row => row.GetRawText()));
    }

    [Fact]
    public async Task Lineage_leads_from_both_inputs_to_the_pipelines_product()
    {
        var graph = await imported.Mesh.GetUntilAsync("catalog", "/lineage?node=inventory.daily_sales&direction=upstream&depth=1", "analyst", body => TestMesh.NodesOf(body).Count >= 3);

        Assert.Contains("dataset:mesh:orders.fact_order_events", TestMesh.NodesOf(graph));
        Assert.Contains("dataset:mesh:inventory.stock_levels", TestMesh.NodesOf(graph));
    }

    [Fact]
    public async Task Owner_runs_a_window_waits_for_it_and_sees_its_run_and_others_do_not()
    {
        await imported.Mesh.QueryUntilAsync("SELECT 1 AS one FROM inventory.daily_sales LIMIT 1", "analyst", rows => rows.Count > 0);
        var (status, answer) = await imported.Mesh.PostAsync("inventory", "/products/daily_sales/runs", "inventory-owner", new { window = "2016-09-01" });
        Assert.Equal(HttpStatusCode.Accepted, status);

        var run = await imported.Mesh.GetUntilAsync("inventory", $"/products/daily_sales/runs/{answer.GetProperty("id").GetInt64()}?wait=20", "inventory-owner", body => body.TryGetProperty("ended_at", out var ended) && ended.ValueKind == JsonValueKind.String);

        Assert.Equal(("succeeded", "2016-09-01", "inventory-owner"), (run.GetProperty("state").GetString(), run.GetProperty("label").GetString(), run.GetProperty("requested_by").GetString()));
        var (_, listed) = await imported.Mesh.GetAsync("inventory", "/products/daily_sales/runs?window=2016-09-01&limit=1", "inventory-owner");
        Assert.Equal(run.GetProperty("id").GetInt64(), listed.GetProperty("items")[0].GetProperty("id").GetInt64());
        var (_, state) = await imported.Mesh.GetAsync("inventory", "/products/daily_sales/pipeline", "inventory-owner");
        Assert.True(state.GetProperty("windows").GetProperty("succeeded").GetInt32() > 0);
        var (none, problem) = await imported.Mesh.GetAsync("inventory", "/products/stock_levels/runs", "inventory-owner");
        Assert.Equal((HttpStatusCode.NotFound, "product: inventory.stock_levels has no pipeline: no pipeline.yaml is alongside its descriptor."), (none, problem.GetProperty("detail").GetString()));
        var (forbidden, _) = await imported.Mesh.PostAsync("inventory", "/products/daily_sales/runs", "analyst", new { window = "2016-09-01" });
        Assert.Equal(HttpStatusCode.Forbidden, forbidden);
    }

    [Fact]
    public async Task Branch_whose_rows_the_next_run_would_take_away_is_not_published()
    {
        var (status, problem) = await imported.Mesh.PostAsync("inventory", "/products/daily_sales/branches/ours/publish", "inventory-owner", new { });

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.StartsWith("branch: a pipeline computes the rows of inventory.daily_sales@1, ", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }
}
