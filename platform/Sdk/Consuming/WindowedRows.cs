using MeshStarter.Contracts;

namespace MeshStarter.Sdk.Consuming;

/// <summary>Rows in windows of time; say what to compute of each.</summary>
public sealed class WindowedRows
{
    // A row is in as many windows as hops fit into a window's width.
    private const int MaximumOverlap = 1_000;

    private readonly ConsumedRows _rows;
    private readonly string _windows;

    internal WindowedRows(ConsumedRows rows, string column, TimeSpan width, TimeSpan hop)
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

        if (hop < TimeSpan.FromMicroseconds(1) || hop > width || width / hop > MaximumOverlap)
        {
            throw new ArgumentOutOfRangeException(nameof(hop), hop, $"A hop is at most the window's width and at least a {MaximumOverlap}th of it.");
        }

        _rows = rows;
        // A day is taken as its midnight, so that a window may be shorter.
        var instant = $"CAST({(time.Type is PrimitiveType { Kind: PrimitiveKind.Timestamp } ? $"timezone('UTC', {SqlIdentifier.Quote(column)})" : SqlIdentifier.Quote(column))} AS TIMESTAMP)";
        var (wide, step) = (Microseconds(width), Microseconds(hop));
        var last = $"time_bucket(to_microseconds({step}), {instant})";
        _windows = width == hop
            ? $"SELECT *, {last} AS \"#start\" FROM ({{0}})"
            : $"SELECT * FROM (SELECT *, {instant} AS \"#at\", unnest(list_transform(range({(wide + step - 1) / step}), lambda hops: {last} - to_microseconds(hops * {step}))) AS \"#start\" FROM ({{0}})) WHERE \"#at\" < \"#start\" + to_microseconds({wide})";
    }

    /// <summary>Counts the rows of each window.</summary>
    public WindowedValues<long> Count() => Of<long>("count(*)");

    /// <summary>Sums a column in each window.</summary>
    /// <param name="column">A column of type INTEGER, BIGINT or DECIMAL: sums of others depend on the order of the rows.</param>
    /// <exception cref="ArgumentException">There is no such column, or it holds no exact numbers.</exception>
    public WindowedValues<decimal?> Sum(string column)
    {
        var summed = _rows.Column(column, nameof(column));
        var scale = summed.Type switch
        {
            PrimitiveType { Kind: PrimitiveKind.Integer or PrimitiveKind.BigInt } => 0,
            DecimalType exact => exact.Scale,
            _ => throw new ArgumentException($"{column} is {summed.Type}; sums are made of an INTEGER, BIGINT or DECIMAL.", nameof(column)),
        };
        return Of<decimal?>($"CAST(sum({SqlIdentifier.Quote(column)}) AS DECIMAL(38,{scale}))");
    }

    /// <summary>The mean of a column in each window.</summary>
    /// <param name="column">A column of numbers.</param>
    /// <exception cref="ArgumentException">There is no such column, or it holds no numbers.</exception>
    public WindowedValues<double?> Avg(string column)
    {
        var averaged = _rows.Column(column, nameof(column));
        return averaged.Type is DecimalType or PrimitiveType { Kind: PrimitiveKind.Integer or PrimitiveKind.BigInt or PrimitiveKind.Real or PrimitiveKind.Double }
            ? Of<double?>($"CAST(avg({SqlIdentifier.Quote(column)}) AS DOUBLE)")
            : throw new ArgumentException($"{column} is {averaged.Type}; means are made of numbers.", nameof(column));
    }

    /// <summary>The least value of a column in each window.</summary>
    /// <typeparam name="T">What the column's values are read as.</typeparam>
    /// <param name="column">A column of numbers, texts, dates or times.</param>
    /// <exception cref="ArgumentException">There is no such column, or its values have no order.</exception>
    public WindowedValues<T> Min<T>(string column) => Of<T>($"min({Ordered(column)})");

    /// <summary>The greatest value of a column in each window.</summary>
    /// <typeparam name="T">What the column's values are read as.</typeparam>
    /// <param name="column">A column of numbers, texts, dates or times.</param>
    /// <exception cref="ArgumentException">There is no such column, or its values have no order.</exception>
    public WindowedValues<T> Max<T>(string column) => Of<T>($"max({Ordered(column)})");

    private string Ordered(string column) => _rows.Column(column, nameof(column)) is { Type: ArrayType or MapType or StructType or PrimitiveType { Kind: PrimitiveKind.Boolean or PrimitiveKind.Binary } } unordered
        ? throw new ArgumentException($"{column} is {unordered.Type}, whose values have no order.", nameof(column))
        : SqlIdentifier.Quote(column);

    private WindowedValues<T> Of<T>(string aggregate) => new(_rows, rows =>
        $"SELECT \"#start\" AS start, {aggregate} AS value, count(*) AS \"rows\" FROM ({_windows.Replace("{0}", rows, StringComparison.Ordinal)}) WHERE \"#start\" IS NOT NULL GROUP BY \"#start\" ORDER BY start");

    private static long Microseconds(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;
}
