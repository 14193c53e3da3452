using System.Globalization;
using MeshStarter.Contracts;
using MeshStarter.Lake.Iceberg;

namespace MeshStarter.Lake;

/// <summary>The rows that a branch of a product's table has beside those of <c>main</c>.</summary>
/// <param name="SnapshotId">The branch's snapshot.</param>
/// <param name="Sql">A SELECT of the declared columns, in the order in which the rows were added.</param>
public sealed record BranchRows(long SnapshotId, string Sql)
{
    /// <summary>Finds them.</summary>
    /// <param name="table">The table.</param>
    /// <param name="branch">The branch.</param>
    /// <param name="columns">The contract's columns.</param>
    /// <param name="reader">Reads the table's store.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="IcebergValidationException">There is no such branch, or it does more than to add rows to a state that main had; the message says what.</exception>
    /// <exception cref="IcebergException">A file is missing, damaged, or needs what is not read here.</exception>
    public static async Task<BranchRows> FindAsync(TableMetadata table, string branch, IReadOnlyList<ColumnDefinition> columns, TableReader reader, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(reader);
        if (branch == SnapshotReference.Main || table.Reference(branch) is not { Kind: SnapshotReferenceKind.Branch } reference)
        {
            throw new IcebergValidationException($"branch: the table has no branch \"{branch}\" beside main.");
        }

        List<FileScan> files = [];
        foreach (var snapshot in Own(table, branch, reference.SnapshotId))
        {
            files.AddRange(await RecentFiles.OfAsync(table, snapshot, reader.Planner, cancellationToken));
        }

        var plan = await reader.PlanAsync(table, SnapshotChoice.Reference(branch), cancellationToken) with { Files = files };
        return new BranchRows(reference.SnapshotId, TableRows.Of(plan, await reader.Scan.BuildAsync(plan, cancellationToken), columns).Sql);
    }

    // The branch's snapshots since it left main, the oldest first.
    private static Stack<Snapshot> Own(TableMetadata table, string branch, long snapshotId)
    {
        var main = new HashSet<long>();
        for (var snapshot = table.CurrentSnapshot; snapshot is not null && main.Add(snapshot.SnapshotId); snapshot = Parent(table, snapshot))
        {
        }

        Stack<Snapshot> own = [];
        for (long? id = snapshotId; id is { } at && !main.Contains(at);)
        {
            if (table.SnapshotById(at) is not { } snapshot)
            {
                throw new IcebergValidationException($"branch: where \"{branch}\" left main is not kept any more, so it is not known which rows are its own. Write a new branch and publish it within the table's history.");
            }

            if (snapshot.Operation != SnapshotOperations.Append)
            {
                throw new IcebergValidationException(
                    $"branch: snapshot {at.ToString(CultureInfo.InvariantCulture)} of \"{branch}\" is an {snapshot.Operation}; a branch that removes or replaces rows is not published. Append only: of a product with a key, a row takes the place of the one with its key.");
            }

            own.Push(snapshot);
            id = snapshot.ParentSnapshotId;
        }

        return own;
    }

    private static Snapshot? Parent(TableMetadata table, Snapshot snapshot) => snapshot.ParentSnapshotId is { } parent ? table.SnapshotById(parent) : null;
}
