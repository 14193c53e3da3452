using System.Text.Json;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Schemas;
using MeshStarter.Contracts.Types;
using MeshStarter.Contracts.Yaml;
using static MeshStarter.Contracts.Schemas.SchemaForm;

namespace MeshStarter.Contracts.Checks;

/// <summary><c>accepted_values</c>: a column's value, where there is one, is one of a list.</summary>
/// <param name="Column">The column.</param>
/// <param name="Values">The values as literals of the column's type, in invariant text.</param>
public sealed record AcceptedValuesCheck(string Column, IReadOnlyList<string> Values) : ColumnCheck(Name, Column)
{
    /// <summary>The kind.</summary>
    public const string Name = "accepted_values";

    /// <inheritdoc/>
    public override string Summary => $"{Column}: {string.Join(", ", Values)}";

    internal override object Terms => new Form(Column, Values);

    internal override OdcsMetric Metric => new("invalidValues", "conformity", ("arguments", new JsonObject { ["validValues"] = OdcsMetric.Texts(Values) }), ("mustBe", 0));

    /// <inheritdoc/>
    public override CheckTest On(CheckedBatch batch) => new CheckTest.OfRow(
        $"{SqlIdentifier.Quote(Column)} NOT IN ({string.Join(", ", Values.Select(value => batch.Value(value, Column)))})",
        $"{Column} is none of {string.Join(", ", Values)}");

    internal override bool IsAsStrictAs(QualityCheck earlier, IReadOnlyList<ColumnDefinition> schema) =>
        earlier is AcceptedValuesCheck was && !Values.Except(was.Values, StringComparer.Ordinal).Any();

    internal static QualityCheck? Read(CheckSection section) => section.Terms(Name, "{ column: status, values: [a, b] }", terms =>
    {
        var column = terms.Column();
        var values = terms.Section.Texts("values");
        if (values is null or { Count: 0 })
        {
            if (terms.Section.Find("values") is null or YamlSequence { Items.Count: 0 })
            {
                terms.Refuse("check.values", "The check accepts no value.", "List them: \"values: [a, b]\".");
            }

            return null;
        }

        if (column is null)
        {
            return null;
        }

        foreach (var value in values)
        {
            terms.Literal(column, value);
        }

        return new AcceptedValuesCheck(column.Name, [.. values.Select(value => value.Text)]);
    });

    internal static QualityCheck Parse(JsonElement terms)
    {
        var (column, values) = Parsed<Form>(terms);
        return new AcceptedValuesCheck(column, values);
    }

    internal static JsonObject Schema() => Keys(
        ("column*", ValueForms.Column()),
        ("values*", Set(Filled(), least: 1).Says("The values that are accepted.")))
        .Says("A value, where there is one, is one of a list.");

    private sealed record Form(string Column, IReadOnlyList<string> Values);
}
