using System.Text.Json;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Schemas;
using static MeshStarter.Contracts.Schemas.SchemaForm;

namespace MeshStarter.Contracts.Checks;

/// <summary><c>row_count</c>: the batch has a number of rows within bounds that belong to the range; at least one of the two is given.</summary>
public sealed record RowCountCheck(long? Min, long? Max) : QualityCheck(Name)
{
    /// <summary>The kind.</summary>
    public const string Name = "row_count";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns => [];

    /// <inheritdoc/>
    public override string Summary => CheckBounds.Of(Min, Max);

    internal override object Terms => new Form(Min, Max);

    internal override OdcsMetric Metric => new("rowCount", "completeness", (Min, Max) switch
    {
        ({ } least, { } most) => ("mustBeBetween", new JsonArray(least, most)),
        ({ } least, null) => ("mustBeGreaterOrEqualTo", least),
        var (_, most) => ("mustBeLessOrEqualTo", JsonValue.Create(most)!),
    });

    /// <inheritdoc/>
    public override CheckTest On(CheckedBatch batch) => new CheckTest.OfBatch(queries =>
    {
        var rows = queries.Scalar<long>("SELECT count(*) FROM this");
        return rows < Min ? $"The batch has {rows} rows, at least {Min} are promised."
            : rows > Max ? $"The batch has {rows} rows, at most {Max} are promised."
            : null;
    });

    internal override bool IsAsStrictAs(QualityCheck earlier, IReadOnlyList<ColumnDefinition> schema) =>
        earlier is RowCountCheck was && (was.Min is null || Min >= was.Min) && (was.Max is null || Max <= was.Max);

    internal static QualityCheck? Read(CheckSection section) => section.Terms(Name, "{ min: 1 }", terms =>
    {
        var min = terms.Whole("min", 0, long.MaxValue);
        var max = terms.Whole("max", 0, long.MaxValue);
        if (terms.Section.Find("min") is null && terms.Section.Find("max") is null)
        {
            terms.Refuse("check.bounds", "The count has no bound.", "Give it min, max or both.");
        }

        if (min > max)
        {
            terms.Refuse("check.bounds", $"The count begins at {min} after its end {max}.", "Exchange them.");
        }

        return new RowCountCheck(min, max);
    });

    internal static QualityCheck Parse(JsonElement terms)
    {
        var (min, max) = Parsed<Form>(terms);
        return new RowCountCheck(min, max);
    }

    internal static JsonObject Schema() => CheckForms.Bounds(Keys(
        ("min", Whole(0).Says("The least number of rows.")),
        ("max", Whole(0).Says("The greatest number of rows."))))
        .Says("A batch has a number of rows.");

    private sealed record Form(long? Min = null, long? Max = null);
}
