using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Types;

namespace MeshStarter.Contracts.Checks;

/// <summary>
/// A range that a contract implies: the dates and times within an array, a map or a row are ones that the ports can send. No descriptor states it; in a report it is a
/// <see cref="RangeCheck"/> of the column.
/// </summary>
/// <param name="Column">The column.</param>
public sealed record NestedTimesCheck(string Column) : ColumnCheck(RangeCheck.Name, Column)
{
    private static readonly (string? Min, string Max) Dates = ("0001-01-01", "9999-12-31");

    /// <inheritdoc/>
    public override string Summary => Reported.Summary;

    internal override object Terms => Reported.Terms;

    private RangeCheck Reported => new(Column, Dates.Min, Dates.Max);

    /// <summary>The least and the greatest value of a type that the ports can send; null where it has no other values. The engine has infinite dates, and years that neither .NET nor canonical JSON has.</summary>
    public static (string? Min, string Max)? BoundsOf(ColumnType type) => (type as PrimitiveType)?.Kind switch
    {
        PrimitiveKind.Date => Dates,
        PrimitiveKind.Timestamp => ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"),
        PrimitiveKind.TimestampNtz => ("0001-01-01T00:00:00", "9999-12-31T23:59:59.999999"),
        PrimitiveKind.Time => (null, "23:59:59.999999"),
        _ => null,
    };

    /// <summary>Whether a value of a type can have a date or time within it.</summary>
    public static bool IsNeeded(ColumnType type) => type is not PrimitiveType && Outside("", type, depth: 0) is not null;

    /// <inheritdoc/>
    public override CheckTest On(CheckedBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return new CheckTest.OfRow(
            Outside(SqlIdentifier.Quote(Column), batch.TypeOf(Column), depth: 0) ?? "false",
            $"a date or time in {Column} is outside the years 1 to 9999, or is 24:00:00");
    }

    internal override bool IsAsStrictAs(QualityCheck earlier, IReadOnlyList<ColumnDefinition> schema) => earlier == this;

    /// <summary>The condition that a value has a date or time that no port can send; null where no value of its type has any.</summary>
    private static string? Outside(string value, ColumnType type, int depth)
    {
        switch (type)
        {
            case StructType row:
                var fields = row.Fields.Select(field => Outside($"struct_extract({value}, {SqlText.Quote(field.Name)})", field.Type, depth)).OfType<string>().ToList();
                return fields.Count == 0 ? null : string.Join(" OR ", fields);
            case ArrayType array:
                return Within(value, array.Element, depth);
            case MapType map:
                return Within($"map_values({value})", map.Value, depth);
            default:
                return BoundsOf(type) is var (min, max)
                    ? $"{(min is null ? "" : $"{value} < CAST('{min}' AS {type.ToDuckDb()}) OR ")}{value} > CAST('{max}' AS {type.ToDuckDb()})"
                    : null;
        }
    }

    private static string? Within(string list, ColumnType item, int depth) =>
        Outside($"item{depth}", item, depth + 1) is { } outside ? $"len(list_filter({list}, lambda item{depth}: {outside})) > 0" : null;
}
