using MeshStarter.Contracts.Types;

namespace MeshStarter.Lake.Quality;

/// <summary>
/// The distance of a column's values from earlier ones, 0 (the same) to 1 (nothing in common): the Kolmogorov–Smirnov distance
/// for what has an order, else the total variation distance. Values that are not there do not count.
/// </summary>
internal static class DistributionDistance
{
    /// <summary>A SELECT of the distance; NULL where one side has no value.</summary>
    public static string Sql(string column, ColumnType type, string earlier)
    {
        var name = SqlIdentifier.Quote(column);
        var steps = $"""
            SELECT v, sum(now) AS now, sum(before) AS before FROM (
                SELECT {name} AS v, 1.0 / count(*) OVER () AS now, 0.0 AS before FROM this WHERE {name} IS NOT NULL
                UNION ALL
                SELECT {name}, 0.0, 1.0 / count(*) OVER () FROM ({earlier}) WHERE {name} IS NOT NULL
            ) GROUP BY v
            """;
        var distance = HasOrder(type)
            ? $"SELECT max(abs(up_to_now - up_to_before)) AS distance FROM (SELECT sum(now) OVER (ORDER BY v) AS up_to_now, sum(before) OVER (ORDER BY v) AS up_to_before FROM ({steps}))"
            : $"SELECT sum(abs(now - before)) / 2 AS distance FROM ({steps})";
        return $"SELECT CASE WHEN EXISTS (SELECT 1 FROM this WHERE {name} IS NOT NULL) AND EXISTS (SELECT 1 FROM ({earlier}) WHERE {name} IS NOT NULL) THEN ({distance}) END";
    }

    private static bool HasOrder(ColumnType type) => type is DecimalType or PrimitiveType
    {
        Kind: PrimitiveKind.Integer or PrimitiveKind.BigInt or PrimitiveKind.Real or PrimitiveKind.Double
            or PrimitiveKind.Date or PrimitiveKind.Time or PrimitiveKind.Timestamp or PrimitiveKind.TimestampNtz,
    };
}
