using System.Text.Json;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Schemas;
using MeshStarter.Contracts.Types;

namespace MeshStarter.Contracts.Checks;

/// <summary><c>not_null</c>: every row has a value in each of the columns.</summary>
public sealed record NotNullCheck(IReadOnlyList<string> Columns) : QualityCheck(Name)
{
    /// <summary>The kind.</summary>
    public const string Name = "not_null";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns { get; } = Columns;

    /// <inheritdoc/>
    public override string Summary => string.Join(", ", Columns);

    internal override object Terms => Columns;

    internal override IEnumerable<QualityCheck> Parts => Columns.Select(column => new NotNullCheck([column]) { Severity = Severity });

    internal override bool IsOfTable => false;

    internal override OdcsMetric Metric => new("nullValues", "completeness", ("mustBe", 0));

    /// <inheritdoc/>
    public override CheckTest On(CheckedBatch batch) => new CheckTest.OfRow(
        string.Join(" OR ", Columns.Select(column => $"{SqlIdentifier.Quote(column)} IS NULL")),
        Reason(Columns))
    {
        ReasonOfBatch = queries => Reason([.. Columns.Where(column => queries.Scalar<bool>($"SELECT bool_or({SqlIdentifier.Quote(column)} IS NULL) FROM {CheckedBatch.This}"))]),
    };

    internal override bool IsAsStrictAs(QualityCheck earlier, IReadOnlyList<ColumnDefinition> schema) => !earlier.Columns.Except(Columns, StringComparer.Ordinal).Any();

    internal static QualityCheck? Read(CheckSection section) => section.Columns(Name) is { Count: > 0 } columns ? new NotNullCheck(columns) : null;

    internal static QualityCheck Parse(JsonElement terms) => new NotNullCheck(Parsed<List<string>>(terms));

    private static string Reason(IReadOnlyList<string> columns) => $"no value in {string.Join(" or ", columns)}";

    internal static JsonObject Schema() => CheckForms.Columns().Says("Every row has a value in each of the columns.");
}
