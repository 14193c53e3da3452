using System.Text.Json.Nodes;
using MeshStarter.Contracts.Checks;
using static MeshStarter.Contracts.Schemas.SchemaForm;

namespace MeshStarter.Contracts.Schemas;

/// <summary>The forms of quality checks, by kind.</summary>
internal static class CheckForms
{
    private static readonly Dictionary<string, Func<JsonObject>> Kinds = new(StringComparer.Ordinal)
    {
        [NotNullCheck.Name] = () => Columns().Says("Every row has a value in each of the columns."),
        [UniqueCheck.Name] = () => Columns().Says("No two rows have the same values in the columns together, within the batch and against the table."),
        [AcceptedValuesCheck.Name] = () => Keys(("column*", ValueForms.Column()), ("values*", Set(Filled(), least: 1).Says("The values that are accepted."))).Says("A value, where there is one, is one of a list."),
        [RangeCheck.Name] = () => Bounds(Keys(("column*", ValueForms.Column()), ("min", Text().Says("The least value.")), ("max", Text().Says("The greatest value.")))).Says("A value, where there is one, is within bounds."),
        [RegexCheck.Name] = () => Keys(("column*", ValueForms.Column()), ("pattern*", Filled().Says("A regular expression without look-around and back references (RE2)."))).Says("A text, where there is one, matches a regular expression."),
        [RowCountCheck.Name] = () => Bounds(Keys(("min", Whole(0).Says("The least number of rows.")), ("max", Whole(0).Says("The greatest number of rows.")))).Says("A batch has a number of rows."),
        [FreshnessCheck.Name] = () => Keys(("column*", ValueForms.Column()), ("max_age*", ValueForms.Duration().Says("The greatest age, such as 5 minutes."))).Says("The greatest value of a time column is no older than an age."),
        [CompletenessCheck.Name] = () => Keys(("column*", ValueForms.Column()), ("min*", ValueForms.Share().Says("The least share, such as 99.9%."))).Says("A share of the rows has a value in a column."),
        [ReferentialCheck.Name] = () => Keys(("column*", ValueForms.Column()), ("to*", Filled().Says("The other column: domain.product.column."))).Says("A value is one of a column of another product."),
        [DistributionDriftCheck.Name] = () => Keys(("column*", ValueForms.Column()), ("snapshots", Whole(1, DistributionDriftCheck.MostSnapshots).Says("The number of earlier snapshots. Default: 10.")), ("max_distance", Distance())).Says("The distribution of a column's values stays near that of earlier snapshots."),
        [SqlCheck.Name] = () => Filled().Says("A SELECT over the batch, this, and the current rows of the table, existing. The rows that it returns fail."),
    };

    /// <summary>An entry of <c>quality.checks</c>: one kind, and a severity.</summary>
    public static JsonObject Entry()
    {
        var kinds = QualityCheckKinds.All.Select(kind => (Kind: kind, Form: Kinds[kind]())).ToList();
        var entry = Keys([("severity", Word<CheckSeverity>().Says("error (default) quarantines a batch that fails, warn publishes it and says so."))]);
        var properties = entry["properties"]!.AsObject();
        foreach (var (kind, form) in kinds)
        {
            properties[kind] = form;
        }

        entry["oneOf"] = new JsonArray([.. kinds.Select(kind => Required(kind.Kind))]);
        return entry;
    }

    private static JsonObject Columns() => Either(Filled(), Set(Filled(), least: 1));

    // Beyond 0 and 1 the reader refuses it as it refuses a quoted one.
    private static JsonObject Distance() => new JsonObject { ["type"] = new JsonArray("number", "string"), ["exclusiveMinimum"] = 0, ["maximum"] = 1 }.Says("The greatest distance that passes, above 0 and at most 1. Default: 0.2.");

    private static JsonObject Bounds(JsonObject form)
    {
        form["anyOf"] = new JsonArray(Required("min"), Required("max"));
        return form;
    }

    private static JsonObject Required(string key) => new() { ["required"] = new JsonArray(key) };
}
