using MeshStarter.Contracts;

namespace MeshStarter.Sdk.Consuming;

/// <summary>Rows in windows of time; say what to compute of each.</summary>
public sealed class WindowedRows
{
    private readonly ConsumedRows _rows;
    private readonly string _window;

    internal WindowedRows(ConsumedRows rows, string column, TimeSpan width)
    {
        var time = rows.Column(column, nameof(column));
        if (time.Type is not PrimitiveType { Kind: PrimitiveKind.Timestamp or PrimitiveKind.TimestampNtz or PrimitiveKind.Date })
        {
            throw new ArgumentException($"{column} is {time.Type}; windows are made of a TIMESTAMP, TIMESTAMP_NTZ or DATE.", nameof(column));
        }

        if (width < TimeSpan.FromMicroseconds(1))
        {
            throw new ArgumentOutOfRangeException(nameof(width), width, "A window is at least a microsecond wide.");
        }

        _rows = rows;
        // A day is taken as its midnight, so that a window may be shorter.
        var instant = time.Type is PrimitiveType { Kind: PrimitiveKind.Timestamp } ? SqlIdentifier.Quote(column) : $"CAST({SqlIdentifier.Quote(column)} AS TIMESTAMP)";
        _window = $"time_bucket(to_microseconds({width.Ticks / TimeSpan.TicksPerMicrosecond}), {instant})";
    }

    /// <summary>Sums a column in each window.</summary>
    /// <param name="column">A column of type INTEGER, BIGINT or DECIMAL: sums of others depend on the order of the rows.</param>
    /// <exception cref="ArgumentException">There is no such column, or it holds no exact numbers.</exception>
    public WindowedSum Sum(string column)
    {
        var summed = _rows.Column(column, nameof(column));
        var scale = summed.Type switch
        {
            PrimitiveType { Kind: PrimitiveKind.Integer or PrimitiveKind.BigInt } => 0,
            DecimalType exact => exact.Scale,
            _ => throw new ArgumentException($"{column} is {summed.Type}; sums are made of an INTEGER, BIGINT or DECIMAL.", nameof(column)),
        };
        return new WindowedSum(_rows, rows =>
            $"""
            SELECT start, CAST(sum(value) AS DECIMAL(38,{scale})) AS total, count(*) AS "rows"
            FROM (SELECT CAST({_window} AS TIMESTAMP) AS start, {SqlIdentifier.Quote(column)} AS value FROM ({rows}))
            WHERE start IS NOT NULL GROUP BY start ORDER BY start
            """);
    }
}
