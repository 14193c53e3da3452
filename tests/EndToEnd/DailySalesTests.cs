using System.Text.Json;
using MeshStarter.EndToEnd.Mesh;

namespace MeshStarter.EndToEnd;

/// <summary>The sample pipeline of Inventory, which reads the events of Orders masked, against the same SELECT at the query proxy.</summary>
[Collection(ImportedMesh.Collection)]
public sealed class DailySalesTests(ImportedMesh imported)
{
    private const string Columns = "CAST(sale_date AS VARCHAR) AS day, category, orders, pieces, CAST(revenue AS VARCHAR) AS revenue";

    private const string Selected =
        """
        SELECT CAST(occurred_at AT TIME ZONE 'America/Sao_Paulo' AS DATE) AS sale_date, category,
            count(DISTINCT order_id) AS orders, sum(quantity) AS pieces, CAST(sum(quantity * price) AS DECIMAL(18,2)) AS revenue
        FROM orders.fact_order_events CROSS JOIN UNNEST(items) AS item(product_id, quantity, price) LEFT JOIN inventory.stock_levels USING (product_id)
        WHERE event_type = 'placed' GROUP BY 1, 2
        """;

    [Fact]
    public async Task Pipeline_has_the_rows_of_its_select_for_every_local_day()
    {
        var expected = (await imported.Mesh.QueryAsync($"SELECT {Columns} FROM ({Selected}) ORDER BY 1, 2", "analyst")).Select(row => row.GetRawText()).ToList();

        var rows = await imported.Mesh.QueryUntilAsync($"SELECT {Columns} FROM inventory.daily_sales ORDER BY 1, 2", "analyst", rows => rows.Count >= expected.Count);

        Assert.NotEmpty(expected);
        Assert.Equal(expected, rows.Select(row => row.GetRawText()));
    }

    [Fact]
    public async Task Lineage_leads_from_both_inputs_to_the_pipelines_product()
    {
        var graph = await imported.Mesh.GetUntilAsync("catalog", "/lineage?node=inventory.daily_sales&direction=upstream&depth=1", "analyst", body => Ids(body).Count >= 3);

        Assert.Contains("dataset:mesh:orders.fact_order_events", Ids(graph));
        Assert.Contains("dataset:mesh:inventory.stock_levels", Ids(graph));
    }

    private static List<string> Ids(JsonElement body) =>
        body.TryGetProperty("nodes", out var nodes) ? [.. nodes.EnumerateArray().Select(node => node.GetProperty("id").GetString()!)] : [];
}
