using System.Globalization;
using System.Text.RegularExpressions;
using MeshStarter.Contracts;
using MeshStarter.Lake.Iceberg;
using MeshStarter.Policy;
using MeshStarter.QueryProxy.Sql;

namespace MeshStarter.QueryProxy.Products;

/// <summary>
/// Says by which condition files of a product may be left out: one that every row fulfils that is of use to a query. The query still
/// holds each row against its own; here a value only has to lie where the engine would see it, so types that are compared in ways of
/// their own are left alone. Pure.
/// </summary>
internal static partial class FileCondition
{
    // Each is held against each file.
    private const int MaxUses = 50;

    // Further from UTC no clock has ever been.
    private static readonly TimeSpan AnyOffset = TimeSpan.FromHours(18);

    /// <param name="uses">The conditions of each place where the query reads the state.</param>
    /// <param name="contract">The product's columns.</param>
    /// <param name="schema">The table's.</param>
    /// <param name="decision">What the reader sees: how long a query takes must not tell of hidden rows, nor of masked values.</param>
    public static Predicate Of(IReadOnlyList<IReadOnlyList<ColumnCondition>> uses, IReadOnlyList<ColumnDefinition> contract, TableSchema schema, PolicyDecision decision) =>
        decision.RowFilters.Count > 0 || uses.Count > MaxUses || uses.Any(use => use.Count == 0)
            ? Predicate.True
            : Predicate.Or([.. uses.Select(use => Predicate.And([.. use.Select(condition => Of(condition, contract, schema, decision))]))]);

    private static Predicate Of(ColumnCondition condition, IReadOnlyList<ColumnDefinition> contract, TableSchema schema, PolicyDecision decision)
    {
        var named = contract.Where(column => AsciiNames.Comparer.Equals(column.Name, condition.Column)).Take(2).ToList();
        if (named is not [{ Type: PrimitiveType { Kind: var kind }, Name: var column }] || decision.Masks.ContainsKey(column)
            || schema.FindField(column)?.Type is not IcebergPrimitive { Kind: var stored } || !IsSame(kind, stored))
        {
            return Predicate.True;
        }

        var values = condition.Values.Select(value => Range(kind, value)).OfType<ValueBetween>().ToList();
        // Types of several values are brought together by the engine: with one that is not understood none is.
        return values.Count < condition.Values.Count || (kind == PrimitiveKind.Uuid && condition.Test is not (ColumnTest.Equal or ColumnTest.In or ColumnTest.IsNull or ColumnTest.NotNull)) ? Predicate.True : condition.Test switch
        {
            ColumnTest.Equal => Equal(column, values[0]),
            ColumnTest.Less => Predicate.Less(column, values[0].High),
            ColumnTest.LessOrEqual => Predicate.LessOrEqual(column, values[0].High),
            ColumnTest.Greater => Predicate.Greater(column, values[0].Low),
            ColumnTest.GreaterOrEqual => Predicate.GreaterOrEqual(column, values[0].Low),
            ColumnTest.In => Predicate.Or([.. values.Select(value => Equal(column, value))]),
            ColumnTest.Between => Predicate.And(Predicate.GreaterOrEqual(column, values[0].Low), Predicate.LessOrEqual(column, values[1].High)),
            ColumnTest.IsNull => Predicate.IsNull(column),
            ColumnTest.NotNull => Predicate.NotNull(column),
            _ => Predicate.True,
        };
    }

    private static Predicate Equal(string column, ValueBetween value) => value.Low.Equals(value.High)
        ? Predicate.Equal(column, value.Low)
        : Predicate.And(Predicate.GreaterOrEqual(column, value.Low), Predicate.LessOrEqual(column, value.High));

    // As the contract has it, so that the view's cast changes nothing.
    private static bool IsSame(PrimitiveKind kind, IcebergPrimitiveKind stored) => (kind, stored) is
        (PrimitiveKind.Integer, IcebergPrimitiveKind.Int) or (PrimitiveKind.BigInt, IcebergPrimitiveKind.Long) or (PrimitiveKind.String, IcebergPrimitiveKind.String)
        or (PrimitiveKind.Uuid, IcebergPrimitiveKind.Uuid) or (PrimitiveKind.Date, IcebergPrimitiveKind.Date)
        or (PrimitiveKind.Timestamp, IcebergPrimitiveKind.TimestampTz) or (PrimitiveKind.TimestampNtz, IcebergPrimitiveKind.Timestamp);

    private static ValueBetween? Range(PrimitiveKind kind, SqlConstant constant) => (kind, constant.Type) switch
    {
        (PrimitiveKind.Integer or PrimitiveKind.BigInt, "BIGINT") => long.TryParse(constant.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? Exactly(number) : null,
        (PrimitiveKind.String, "VARCHAR") => Exactly(constant.Text),
        (PrimitiveKind.Uuid, "VARCHAR" or "UUID") => Guid.TryParseExact(constant.Text, "D", out var id) ? Exactly(id) : null,
        (PrimitiveKind.Date, "VARCHAR" or "DATE") => Time(constant.Text) is { Zone: null, HasClock: false } day ? Exactly(DateOnly.FromDateTime(day.Wall)) : null,
        (PrimitiveKind.TimestampNtz, "VARCHAR" or "TIMESTAMP") => Time(constant.Text) is { Zone: null } time ? Exactly(time.Wall) : null,
        (PrimitiveKind.TimestampNtz, "DATE") => Time(constant.Text) is { Zone: null, HasClock: false } day ? Exactly(day.Wall) : null,
        (PrimitiveKind.Timestamp, "TIMESTAMP") => Time(constant.Text) is { Zone: null } time ? Instant(time) : null,
        (PrimitiveKind.Timestamp, "DATE") => Time(constant.Text) is { Zone: null, HasClock: false } day ? Instant(day) : null,
        (PrimitiveKind.Timestamp, "VARCHAR" or "TIMESTAMP WITH TIME ZONE") => Time(constant.Text) is { } time ? Instant(time) : null,
        _ => null,
    };

    private static ValueBetween Exactly(object value) => new(value, value);

    // A time of the session's zone: which instant that is, the engine says, by data of its own.
    private static ValueBetween Instant(WrittenTime time)
    {
        var utc = new DateTimeOffset(time.Wall, TimeSpan.Zero);
        return time.Zone is { } offset ? Exactly(utc - offset) : new ValueBetween(utc - AnyOffset, utc + AnyOffset);
    }

    // Of what the engine reads only what cannot be read otherwise.
    private static WrittenTime? Time(string text)
    {
        if (Form().Match(text) is not { Success: true } parts)
        {
            return null;
        }

        var clock = parts.Groups["clock"] is { Success: true } written ? written.Value : "00:00:00";
        var fraction = parts.Groups["fraction"].Value.PadRight(6, '0');
        if (!DateTime.TryParseExact($"{parts.Groups["day"].Value} {clock}.{fraction}", "yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture, DateTimeStyles.None, out var wall))
        {
            return null;
        }

        TimeSpan? zone = parts.Groups["utc"].Success ? TimeSpan.Zero : null;
        if (parts.Groups["sign"] is { Success: true } sign)
        {
            var offset = new TimeSpan(Number(parts.Groups["hours"]), Number(parts.Groups["minutes"]), 0);
            zone = sign.ValueSpan is "-" ? -offset : offset;
        }

        return zone is { } far && far.Duration() > AnyOffset ? null : new WrittenTime(wall, parts.Groups["clock"].Success, zone);
    }

    private static int Number(Group digits) => digits.Success ? int.Parse(digits.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex("^(?<day>[1-8][0-9]{3}-[0-9]{2}-[0-9]{2})(?:[ T](?<clock>[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\\.(?<fraction>[0-9]{1,6}))?(?:(?<utc>Z)|(?<sign>[+-])(?<hours>[0-9]{2})(?::(?<minutes>[0-5][0-9]))?)?)?$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Form();

    /// <summary>A value that lies between two, which may be the same.</summary>
    private sealed record ValueBetween(object Low, object High);

    private sealed record WrittenTime(DateTime Wall, bool HasClock, TimeSpan? Zone);
}
