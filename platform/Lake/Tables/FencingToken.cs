using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Operations;

namespace MeshStarter.Lake.Tables;

/// <summary>
/// Identifies the process that publishes a product's outbox to its table. The table names the current token; a late commit of an earlier publisher that
/// paused in the middle is refused.
/// </summary>
/// <param name="Id">Unique id of the token.</param>
public sealed record FencingToken(Guid Id)
{
    /// <summary>The table property that names the token.</summary>
    public const string Property = "mesh.relay-term";

    private string Value => Id.ToString();

    /// <summary>The requirement on the table for a commit with this token.</summary>
    internal TableRequirement Requirement => new AssertProperty(Property, Value);

    /// <summary>Writes the token to a table, which ends the earlier one there.</summary>
    internal Task<LoadedTable> BeginAsync(ITableCatalog catalog, LoadedTable table, CancellationToken cancellationToken) => IsOf(table.Metadata)
        ? Task.FromResult(table)
        : catalog.CommitAsync(
            table.Identifier,
            new TableCommit([], [new SetProperties(new Dictionary<string, string>(StringComparer.Ordinal) { [Property] = Value })]),
            cancellationToken);

    /// <summary>Whether a table names this token.</summary>
    internal bool IsOf(TableMetadata table) => table.Properties.GetValueOrDefault(Property) == Value;
}
