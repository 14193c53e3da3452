using System.Text.Json;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Schemas;
using MeshStarter.Contracts.Types;
using static MeshStarter.Contracts.Schemas.SchemaForm;

namespace MeshStarter.Contracts.Checks;

/// <summary><c>regex</c>: a text column's value, where there is one, matches a pattern somewhere (anchor it with ^ and $).</summary>
/// <param name="Column">The column, a STRING.</param>
/// <param name="Pattern">A regular expression that needs no backtracking, as the engine's (RE2).</param>
public sealed record RegexCheck(string Column, string Pattern) : ColumnCheck(Name, Column)
{
    /// <summary>The kind.</summary>
    public const string Name = "regex";

    /// <inheritdoc/>
    public override string Summary => $"{Column}: {Pattern}";

    /// <inheritdoc/>
    public override bool HasPattern => true;

    internal override object Terms => new Form(Column, Pattern);

    internal override OdcsMetric Metric => new("invalidValues", "conformity", ("arguments", new JsonObject { ["pattern"] = Pattern }), ("mustBe", 0));

    /// <inheritdoc/>
    public override CheckTest On(CheckedBatch batch) =>
        new CheckTest.OfRow($"NOT regexp_matches({SqlIdentifier.Quote(Column)}, {SqlText.Quote(Pattern)})", $"{Column} does not match {Pattern}");

    // Patterns cannot be compared.
    internal override bool IsAsStrictAs(QualityCheck earlier, IReadOnlyList<ColumnDefinition> schema) => earlier is RegexCheck was && Pattern == was.Pattern;

    internal static QualityCheck? Read(CheckSection section) => section.Terms(Name, "{ column: email, pattern: \"^[^@]+@[^@]+$\" }", terms =>
    {
        var column = terms.Column();
        var pattern = terms.Section.RequiredScalar("pattern", "Give it a regular expression.");
        if (pattern is not null && CheckPattern.Problem(pattern.Text) is { } problem)
        {
            terms.Refuse(pattern, "check.pattern", $"The pattern cannot be used: {problem}", "Use a regular expression without look-around and back references (RE2).");
        }

        if (column is not null && column.Type is not PrimitiveType { Kind: PrimitiveKind.String })
        {
            terms.Refuse("check.type", $"{column.Name} is {column.Type}.", "Use regex for STRING columns.");
        }

        return column is not null && pattern is not null ? new RegexCheck(column.Name, pattern.Text) : null;
    });

    internal static QualityCheck Parse(JsonElement terms)
    {
        var (column, pattern) = Parsed<Form>(terms);
        return new RegexCheck(column, pattern);
    }

    internal static JsonObject Schema() => Keys(
        ("column*", ValueForms.Column()),
        ("pattern*", Filled().Says("A regular expression without look-around and back references (RE2).")))
        .Says("A text, where there is one, matches a regular expression.");

    private sealed record Form(string Column, string Pattern);
}
