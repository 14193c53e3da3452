using MeshStarter.Contracts;
using MeshStarter.DuckDb;
using MeshStarter.Lake.Iceberg;
using MeshStarter.Lake.Parquet;
using MeshStarter.Lake.Storage;

namespace MeshStarter.Lake;

/// <summary>
/// Keeps the tables of a bucket small while they are published to: files are folded, history goes that has had its time, and
/// files that nobody needs are deleted.
/// </summary>
internal sealed class TableUpkeep(ITableCatalog catalog, IObjectStore store, TableReader reader, TableCommitter committer, LakeEngine engine, TimeProvider time)
{
    /// <summary>How often history is looked through.</summary>
    private static readonly TimeSpan ExpiryInterval = TimeSpan.FromMinutes(1);

    /// <summary>How often the folder is looked through; the first time when the process has settled.</summary>
    private static readonly TimeSpan OrphanInterval = TimeSpan.FromDays(1);

    private static readonly Dictionary<string, long> NoDeletedRows = [];

    private readonly TableMaintenance _maintenance = new(catalog, store, reader.Planner, time);
    private readonly Dictionary<TableIdentifier, State> _states = [];

    /// <summary>Does what is due for a product's table; nothing where there is no table.</summary>
    /// <exception cref="IcebergException">The table cannot be read or written; the message says why.</exception>
    public async Task RunAsync(DataProductDescriptor product, CancellationToken cancellationToken)
    {
        var name = ProductTable.Of(product.Name, product.Version.Major);
        var now = time.GetUtcNow();
        if (!_states.TryGetValue(name, out var state))
        {
            _states.Add(name, state = new State { ExpiryDue = now + ExpiryInterval, OrphansDue = now + ExpiryInterval });
        }

        if (await catalog.LoadAsync(name, cancellationToken) is not { } table)
        {
            return;
        }

        try
        {
            if (table.Metadata.CurrentSnapshotId is { } current && current != state.Seen)
            {
                table = await FoldAsync(product, table, cancellationToken);
                state.Seen = table.Metadata.CurrentSnapshotId;
            }

            if (now >= state.ExpiryDue)
            {
                state.ExpiryDue = now + ExpiryInterval;
                table = await _maintenance.ExpireAsync(table, cancellationToken);
                await _maintenance.DeleteRetiredAsync(cancellationToken);
            }

            if (now >= state.OrphansDue)
            {
                state.OrphansDue = now + OrphanInterval;
                await _maintenance.DeleteOrphansAsync(table, TableMaintenance.OrphanAge, cancellationToken);
            }
        }
        catch (IcebergConflictException)
        {
            // Another change was first. What is due is due the next time too.
        }
    }

    private async Task<LoadedTable> FoldAsync(DataProductDescriptor product, LoadedTable table, CancellationToken cancellationToken)
    {
        var plan = await reader.PlanAsync(table.Metadata, SnapshotChoice.Current, cancellationToken);
        if (!FileFolding.Of(plan.Files, NoDeletedRows).IsDue)
        {
            return table;
        }

        using var session = engine.Connect();
        var deletes = await PositionDeletes.LoadAsync(session, plan, store, cancellationToken);
        var folding = FileFolding.Of(plan.Files, deletes.Rows);
        var folded = folding.Data.Select(file => file.File.Location).ToHashSet(StringComparer.Ordinal);
        var others = plan.Files.Select(file => file.File).Where(file => !folded.Contains(file.Location)).ToList();
        var written = new WrittenBatch(store);
        try
        {
            if (folded.Count > 0)
            {
                var rows = await reader.Scan.BuildAsync(plan with { Files = folding.Data }, cancellationToken);
                var order = product.Key.Count == 0 ? "" : $" ORDER BY {string.Join(", ", product.Key.Select(SqlIdentifier.Quote))}";
                written.Data = await new DataFileWriter(store).WriteAsync(session, $"SELECT * FROM ({rows.Sql}){order}", table.Metadata, cancellationToken);
            }

            if (folding.MergesDeletes)
            {
                written.Deletes = await new PositionDeleteWriter(store).WriteAsync(session, deletes.Of(others), others, table.Metadata, cancellationToken);
            }

            // What speaks of no file that stays goes; and when deletes are merged, whatever was merged.
            folded.UnionWith(deletes.NotOf(folding.MergesDeletes ? new HashSet<string>() : others.Select(file => file.Location).ToHashSet(StringComparer.Ordinal)));
            var change = new SnapshotChange
            {
                Operation = SnapshotOperations.Replace,
                AddedData = written.Data,
                AddedDeletes = written.Deletes,
                Removed = folded,
                IsOfItsParent = true,
                StartingSequenceNumber = plan.Snapshot!.SequenceNumber,
                Summary = plan.Snapshot.Summary.TryGetValue(SnapshotSummaryKeys.OutboxPosition, out var position)
                    ? new Dictionary<string, string>(StringComparer.Ordinal) { [SnapshotSummaryKeys.OutboxPosition] = position }
                    : [],
            };
            return (await committer.CommitAsync(table, change, cancellationToken)).Table;
        }
        catch (Exception exception) when (exception is IcebergException or DuckDbException)
        {
            await written.DiscardAsync();
            throw;
        }
    }

    private sealed class State
    {
        public long? Seen { get; set; }

        public DateTimeOffset ExpiryDue { get; set; }

        public DateTimeOffset OrphansDue { get; set; }
    }
}
