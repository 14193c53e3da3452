using MeshStarter.QueryProxy.Tests.Proxy;

namespace MeshStarter.QueryProxy.Tests.Dialect;

/// <summary>Statements that make the shop's tables in Trino, with the rows that <see cref="TestProducts"/> publishes.</summary>
internal static class ShopTables
{
    public static IReadOnlyList<string> Statements { get; } =
    [
        "CREATE CATALOG mesh USING memory",
        "CREATE SCHEMA mesh.shop",
        """
        CREATE TABLE mesh.shop.sales AS SELECT CAST(i AS bigint) AS id, CAST(i % 7 AS integer) AS customer_id, CAST(i * 3 % 11 AS integer) AS qty,
            CAST(CAST(i * 37 % 1000 AS decimal(18,2)) / 100 AS decimal(18,2)) AS price, i * 0.5e0 AS weight,
            CAST(element_at(ARRAY['placed','paid','shipped'], CAST(i % 3 + 1 AS integer)) AS varchar) AS status,
            CAST(TIMESTAMP '2024-01-01 00:00:00 UTC' + i * INTERVAL '7' HOUR AS timestamp(6) with time zone) AS placed_at,
            CAST(TIMESTAMP '2024-01-01 00:00:00' + i * INTERVAL '11' HOUR AS timestamp(6)) AS local_at, date_add('day', i * 3, DATE '2024-01-01') AS day,
            CAST(IF(i % 4 = 0, NULL, 'note ' || CAST(i AS varchar)) AS varchar) AS note,
            CAST(IF(i % 5 = 0, ARRAY[], slice(ARRAY['x','y','z'], 1, CAST(i % 3 + 1 AS integer))) AS array(varchar)) AS tags, i % 2 = 0 AS flag
        FROM UNNEST(sequence(0, 49)) AS t(i)
        """,
        """
        CREATE TABLE mesh.shop.customers AS SELECT CAST(i AS integer) AS customer_id, CAST('customer ' || CAST(i AS varchar) AS varchar) AS name,
            CAST(element_at(ARRAY['SP','RJ','MG'], CAST(i % 3 + 1 AS integer)) AS varchar) AS state, date_add('month', i, DATE '2023-01-31') AS joined
        FROM UNNEST(sequence(1, 8)) AS t(i)
        """,
    ];

    /// <summary>Begins a session in which the tables are those of its schema.</summary>
    public static TrinoSession Session(TrinoServer trino, string zone) =>
        new(trino.Address, token: null) { Headers = { ["X-Trino-User"] = "mesh-tests", ["X-Trino-Catalog"] = "mesh", ["X-Trino-Schema"] = "shop", ["X-Trino-Time-Zone"] = zone } };
}
