using MeshStarter.Lake.Iceberg;

namespace MeshStarter.Lake;

/// <summary>
/// The time during which one process carries a product's outbox to its table. The table names the term; what an earlier publisher of them sends late, having
/// stood still in the middle of a commit, is refused.
/// </summary>
/// <param name="Id">Names the term, once and for ever.</param>
public sealed record FencingToken(Guid Id)
{
    /// <summary>The table's property that names the term.</summary>
    public const string Property = "mesh.relay-term";

    private string Value => Id.ToString();

    /// <summary>What a table must be for a commit of this term.</summary>
    internal TableRequirement Requirement => new AssertProperty(Property, Value);

    /// <summary>Begins the term in a table; an earlier one has ended there then.</summary>
    internal Task<LoadedTable> BeginAsync(ITableCatalog catalog, LoadedTable table, CancellationToken cancellationToken) => IsOf(table.Metadata)
        ? Task.FromResult(table)
        : catalog.CommitAsync(
            table.Identifier,
            new TableCommit([], [new SetProperties(new Dictionary<string, string>(StringComparer.Ordinal) { [Property] = Value })]),
            cancellationToken);

    /// <summary>Whether a table is in this term.</summary>
    internal bool IsOf(TableMetadata table) => table.Properties.GetValueOrDefault(Property) == Value;
}
