using System.Text.Json;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Schemas;
using static MeshStarter.Contracts.Schemas.SchemaForm;

namespace MeshStarter.Contracts.Checks;

/// <summary><c>sql</c>: a query over the batch, which it calls <c>this</c>; each row that it returns is a failure.</summary>
/// <param name="Query">One SELECT.</param>
public sealed record SqlCheck(string Query) : QualityCheck(Name)
{
    /// <summary>The kind.</summary>
    public const string Name = "sql";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns => [];

    /// <inheritdoc/>
    public override string Summary => Query;

    /// <inheritdoc/>
    public override ExistingRows Existing => Names(CheckedBatch.Existing) || Names(CheckedBatch.FormerExisting) ? ExistingRows.All : ExistingRows.None;

    /// <inheritdoc/>
    public override bool HasOwnColumns => true;

    internal override object Terms => Query;

    /// <summary>The query without the semicolon at its end: it is run within another SELECT.</summary>
    public string Statement => Query.TrimEnd().TrimEnd(';');

    /// <summary>Whether the query may read a relation.</summary>
    public bool Names(string relation) => Query.Contains(relation, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override CheckTest On(CheckedBatch batch) => new CheckTest.OfRows($"SELECT * FROM (\n{Statement}\n) AS failing", "the query returns it");

    // Queries cannot be compared.
    internal override bool IsSameMatter(QualityCheck later) => later is SqlCheck becomes && becomes.Query == Query;

    internal override bool IsAsStrictAs(QualityCheck earlier, IReadOnlyList<ColumnDefinition> schema) => earlier is SqlCheck was && was.Query == Query;

    internal static QualityCheck? Read(CheckSection section) =>
        section.Text(Name, "Write one SELECT over \"this\".") is { } query ? new SqlCheck(query.Text.Trim()) : null;

    internal static QualityCheck Parse(JsonElement terms) => new SqlCheck(Parsed<string>(terms));

    internal static JsonObject Schema() => Filled().Says("A SELECT over the batch, this, and the rows of the table that it does not replace, existing. The rows that it returns fail.");
}
