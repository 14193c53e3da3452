using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Types;

namespace MeshStarter.Sdk.Consuming;

/// <summary>Rows in windows of time, of which <see cref="ToRows"/> computes rows.</summary>
public sealed class WindowedRows
{
    // A row is in as many windows as hops fit into a window's width.
    private const int MaximumOverlap = 1_000;

    private readonly ConsumedRows _rows;
    private readonly string _windows;
    private readonly (ColumnDefinition Column, string Sql, string? From) _start;

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
        var isOfDays = width.Ticks % TimeSpan.TicksPerDay == 0 && hop.Ticks % TimeSpan.TicksPerDay == 0;
        var isInstant = time.Type is PrimitiveType { Kind: PrimitiveKind.Timestamp };
        _start = (
            new ColumnDefinition { Name = column, Type = new PrimitiveType(isOfDays ? PrimitiveKind.Date : isInstant ? PrimitiveKind.Timestamp : PrimitiveKind.TimestampNtz), Required = true },
            isOfDays ? "CAST(\"#start\" AS DATE)" : isInstant ? "timezone('UTC', \"#start\")" : "\"#start\"",
            column);
        // A day is taken as its midnight, so that a window may be shorter.
        var instant = $"CAST({(isInstant ? $"timezone('UTC', {SqlIdentifier.Quote(column)})" : SqlIdentifier.Quote(column))} AS TIMESTAMP)";
        var (wide, step) = (Microseconds(width), Microseconds(hop));
        var last = $"time_bucket(to_microseconds({step}), {instant})";
        var windows = width == hop
            ? $"SELECT *, {last} AS \"#start\" FROM ({{0}})"
            : $"SELECT * FROM (SELECT *, {instant} AS \"#at\", unnest(list_transform(range({(wide + step - 1) / step}), lambda hops: {last} - to_microseconds(hops * {step}))) AS \"#start\" FROM ({{0}})) WHERE \"#at\" < \"#start\" + to_microseconds({wide})";

        // No time of a column, or of this language, is before year 1; a row without a time is in no window.
        _windows = $"SELECT * FROM ({windows}) WHERE \"#start\" >= TIMESTAMP '0001-01-01'";
    }

    /// <summary>A row for each window that has rows: its beginning, and what is computed of it. It can be joined on, and published.</summary>
    /// <param name="start">
    /// The name of the column with the windows' starts: a DATE where windows and hops are whole days, else of the time column's type
    /// (for a DATE, TIMESTAMP_NTZ).
    /// </param>
    /// <param name="columns">The further columns.</param>
    /// <exception cref="ArgumentException">A column is not there or holds what cannot be computed so, or two would have one name.</exception>
    public ConsumedRows ToRows(string start, params IReadOnlyList<WindowColumn> columns)
    {
        List<(ColumnDefinition Column, string Sql, string? From)> all = [_start with { Column = _start.Column with { Name = start } }, .. columns.Select(Computed)];
        return all.GroupBy(column => column.Column.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw new ArgumentException($"Two columns would be called {twice.Key}.", nameof(columns))
            : new AggregatedRows(_rows, all, rows => _windows.Replace("{0}", rows, StringComparison.Ordinal));
    }

    private (ColumnDefinition Column, string Sql, string? From) Computed(WindowColumn computed)
    {
        if (computed.Column is not { } column)
        {
            return (new ColumnDefinition { Name = computed.Name, Type = new PrimitiveType(PrimitiveKind.BigInt), Required = true }, "count(*)", null);
        }

        var (source, value) = (_rows.Column(column, nameof(column)), SqlIdentifier.Quote(column));
        (ColumnType type, string sql) = computed.Function switch
        {
            WindowFunction.CountDistinct => (new PrimitiveType(PrimitiveKind.BigInt), $"count(DISTINCT {value})"),
            WindowFunction.Sum => (Summed(source), Within(Summed(source), $"CAST(sum({Added(source)}) AS {Summed(source).ToDuckDb()})", column)),
            WindowFunction.Avg => source.Type.IsNumber
                ? (new PrimitiveType(PrimitiveKind.Double), $"CAST(avg({Added(source)}) AS DOUBLE)")
                : throw new ArgumentException($"{column} is {source.Type}; means are made of numbers.", nameof(computed)),
            var least => source.Type is ArrayType or MapType or StructType or PrimitiveType { Kind: PrimitiveKind.Boolean or PrimitiveKind.Binary }
                ? throw new ArgumentException($"{column} is {source.Type}, whose values have no order.", nameof(computed))
                : (source.Type, $"{(least == WindowFunction.Min ? "min" : "max")}({value})"),
        };
        return (new ColumnDefinition { Name = computed.Name, Type = type, Required = computed.Function == WindowFunction.CountDistinct }, sql, column);
    }

    // Floating-point numbers have another sum in another order.
    private static string Added(ColumnDefinition column) => SqlIdentifier.Quote(column.Name) is var value && IsFloating(column) ? $"CAST({value} AS DOUBLE) ORDER BY {value}" : value;

    // The engine keeps a DECIMAL of 38 digits in 128 bits, which hold some numbers of 39.
    private static string Within(ColumnType type, string sum, string column) => type is DecimalType exact && $"CAST('{new string('9', 38 - exact.Scale)}.{new string('9', exact.Scale)}' AS {exact.ToDuckDb()})" is var most
        ? $"CASE WHEN {sum} NOT BETWEEN -{most} AND {most} THEN error({SqlText.Quote($"The sum of {column} in a window has more than the 38 digits of a DECIMAL.")}) ELSE {sum} END"
        : sum;

    private static bool IsFloating(ColumnDefinition column) => column.Type is PrimitiveType { Forms.IsFloating: true };

    private static ColumnType Summed(ColumnDefinition column) => column.Type switch
    {
        _ when IsFloating(column) => new PrimitiveType(PrimitiveKind.Double),
        PrimitiveType { Forms.IsWhole: true } => new DecimalType(38, 0),
        DecimalType exact => new DecimalType(38, exact.Scale),
        _ => throw new ArgumentException($"{column.Name} is {column.Type}; sums are made of numbers.", nameof(column)),
    };

    private static long Microseconds(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;
}
