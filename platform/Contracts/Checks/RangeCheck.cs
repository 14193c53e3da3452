using System.Text.Json;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Schemas;
using MeshStarter.Contracts.Types;
using static MeshStarter.Contracts.Schemas.SchemaForm;

namespace MeshStarter.Contracts.Checks;

/// <summary><c>range</c>: a column's value, where there is one, is between two bounds that belong to the range.</summary>
/// <param name="Column">The column: a number, date or time.</param>
/// <param name="Min">The lower bound as a literal of the column's type, in invariant text; null for none.</param>
/// <param name="Max">The upper bound, likewise; at least one of the two is given.</param>
public sealed record RangeCheck(string Column, string? Min, string? Max) : ColumnCheck(Name, Column)
{
    /// <summary>The kind.</summary>
    public const string Name = "range";

    /// <inheritdoc/>
    public override string Summary => $"{Column} {CheckBounds.Of(Min, Max)}";

    internal override object Terms => new Form(Column, Min, Max);

    /// <inheritdoc/>
    public override CheckTest On(CheckedBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var column = SqlIdentifier.Quote(Column);
        List<string> outside = [];
        if (Min is not null)
        {
            outside.Add($"{column} < {batch.Value(Min, Column)}");
        }

        if (Max is not null)
        {
            outside.Add($"{column} > {batch.Value(Max, Column)}");
        }

        var isFloating = batch.TypeOf(Column) is PrimitiveType { Forms.IsFloating: true };
        // The engine sorts NaN above all numbers: as a value outside every range it is never below a bound by mistake.
        if (isFloating)
        {
            outside.Add($"isnan({column})");
        }

        var reason = Min is not null && Max is not null ? $"outside {Min} to {Max}" : $"{(Min is null ? $"above {Max}" : $"below {Min}")}{(isFloating ? ", or is no number" : "")}";

        return new CheckTest.OfRow(string.Join(" OR ", outside), $"{Column} is {reason}");
    }

    internal override bool IsAsStrictAs(QualityCheck earlier, IReadOnlyList<ColumnDefinition> schema) => earlier is RangeCheck was
        && schema.FirstOrDefault(column => column.Name == was.Column) is { Type: var type }
        && IsAtLeast(Min, was.Min, type, 1)
        && IsAtLeast(Max, was.Max, type, -1);

    internal static QualityCheck? Read(CheckSection section) => section.Terms(Name, "{ column: total, min: 0 }", Read);

    internal static QualityCheck Parse(JsonElement terms)
    {
        var (column, min, max) = Parsed<Form>(terms);
        return new RangeCheck(column, min, max);
    }

    internal static JsonObject Schema() => CheckForms.Bounds(Keys(
        ("column*", ValueForms.Column()),
        ("min", Text().Says("The least value.")),
        ("max", Text().Says("The greatest value."))))
        .Says("A value, where there is one, is within bounds.");

    private static RangeCheck? Read(CheckTerms terms)
    {
        var column = terms.Column();
        var min = terms.Section.Scalar("min", "a value");
        var max = terms.Section.Scalar("max", "a value");
        if (min is null && max is null)
        {
            terms.Refuse("check.bounds", "The range has no bound.", "Give it min, max or both.");
        }

        if (column is null)
        {
            return null;
        }

        if (!ColumnLiteral.HasOrder(column.Type))
        {
            terms.Refuse("check.type", $"{column.Name} is {column.Type}, which has no range.", "Use range for numbers, dates and times.");
            return null;
        }

        var low = min is null ? null : terms.Literal(column, min);
        var high = max is null ? null : terms.Literal(column, max);
        if (low is not null && high is not null && low.CompareTo(high) > 0)
        {
            terms.Refuse("check.bounds", $"The range begins at {min!.Text} after its end {max!.Text}.", "Exchange them.");
        }

        return new RangeCheck(column.Name, min?.Text, max?.Text);
    }

    private static bool IsAtLeast(string? bound, string? than, ColumnType type, int sign) =>
        than is null
        || (bound is not null
            && ColumnLiteral.TryParse(type, bound, out var value)
            && ColumnLiteral.TryParse(type, than, out var other)
            && value.CompareTo(other) * sign >= 0);

    private sealed record Form(string Column, string? Min = null, string? Max = null);
}
