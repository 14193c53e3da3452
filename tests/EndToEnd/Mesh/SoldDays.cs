namespace MeshStarter.EndToEnd.Mesh;

/// <summary>The rows of <c>inventory.daily_sales</c>, and the same SELECT at the query proxy over what it is made of.</summary>
internal static class SoldDays
{
    /// <summary>The product's rows, in their order.</summary>
    public const string Product = $"SELECT {Columns} FROM inventory.daily_sales ORDER BY 1, 2";

    /// <summary>The rows that it is to have, in their order.</summary>
    public const string Expected = $"SELECT {Columns} FROM ({Select}) ORDER BY 1, 2";

    private const string Columns = "CAST(sale_date AS VARCHAR) AS day, category, orders, pieces, CAST(revenue AS VARCHAR) AS revenue";

    private const string Select =
        """
        SELECT CAST(occurred_at AT TIME ZONE 'America/Sao_Paulo' AS DATE) AS sale_date, category,
            count(DISTINCT order_id) AS orders, sum(quantity) AS pieces, CAST(sum(quantity * price) AS DECIMAL(18,2)) AS revenue
        FROM orders.fact_order_events CROSS JOIN UNNEST(items) AS item(product_id, quantity, price) LEFT JOIN inventory.stock_levels USING (product_id)
        WHERE event_type = 'placed' GROUP BY 1, 2
        """;
}
