using System.Text.Json;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Schemas;
using MeshStarter.Contracts.Types;

namespace MeshStarter.Contracts.Checks;

/// <summary><c>unique</c>: no two rows have the same values in the columns together.</summary>
public sealed record UniqueCheck(IReadOnlyList<string> Columns) : QualityCheck(Name)
{
    /// <summary>The kind.</summary>
    public const string Name = "unique";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns { get; } = Columns;

    /// <inheritdoc/>
    public override string Summary => string.Join(", ", Columns);

    /// <inheritdoc/>
    public override ExistingRows Existing => ExistingRows.Same;

    internal override object Terms => Columns;

    internal override bool IsOfTable => true;

    internal override OdcsMetric Metric => new("duplicateValues", "uniqueness", ("arguments", new JsonObject { ["properties"] = OdcsMetric.Texts(Columns) }), ("mustBe", 0));

    /// <inheritdoc/>
    public override CheckTest On(CheckedBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var existing = batch.Rows.ExistingLike is { } like ? like(this) : batch.Rows.Existing;
        var columns = string.Join(", ", Columns.Select(SqlIdentifier.Quote));
        var twice = $"SELECT {columns} FROM this GROUP BY ALL HAVING count(*) > 1";
        var taken = existing is null ? twice : $"{twice} UNION ALL SELECT {columns} FROM ({existing})";
        // A row without a value in one of the columns equals no other, as with UNIQUE in SQL.
        return new CheckTest.OfRows(
            $"SELECT this.* FROM this SEMI JOIN ({taken}) AS taken USING ({columns})",
            $"another row of the batch or the table has the same {string.Join(" and ", Columns)}",
            Columns is [var only] && existing is null ? IsRising(SqlIdentifier.Quote(only)) : null);
    }

    internal override bool IsAsStrictAs(QualityCheck earlier, IReadOnlyList<ColumnDefinition> schema) => true;

    internal static QualityCheck? Read(CheckSection section) => section.Columns(Name) is { Count: > 0 } columns ? new UniqueCheck(columns) : null;

    internal static QualityCheck Parse(JsonElement terms) => new UniqueCheck(Parsed<List<string>>(terms));

    internal static JsonObject Schema() => CheckForms.Columns().Says("No two rows have the same values in the columns together, within the batch and against the table.");

    // In whatever order they come: what is always greater than the one before is nowhere twice. Much cheaper than to count values.
    private static string IsRising(string column) =>
        "SELECT coalesce(bool_and(value IS NOT NULL AND (before IS NULL OR value > before)), true) AND count(*) FILTER (before IS NULL) <= 1"
        + $" FROM (SELECT {column} AS value, lag({column}) OVER () AS before FROM this)";
}
