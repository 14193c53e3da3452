using System.Collections.Concurrent;
using MeshStarter.Contracts;
using MeshStarter.Lake.Iceberg;
using MeshStarter.Lake.Storage;

namespace MeshStarter.Lake;

/// <summary>
/// Keeps the tables of a bucket small while they are published to: rows and history go that have had their time, files are folded,
/// and files that nobody needs are deleted. Publishes wait for the commits of it, not for the work that they need.
/// </summary>
internal sealed class TableUpkeep(
    ITableCatalog catalog, IObjectStore store, TableReader reader, TableCommitter committer, SpillingEngine engine, KeyedGate<TableIdentifier> turns, TableKeeping keeping, TimeProvider time)
{
    /// <summary>How often history is looked through.</summary>
    private static readonly TimeSpan ExpiryInterval = TimeSpan.FromMinutes(1);

    /// <summary>How often the folder is looked through; the first time when the process has settled.</summary>
    private static readonly TimeSpan OrphanInterval = TimeSpan.FromDays(1);

    private readonly TableFolding _folding = new(catalog, store, reader, committer, engine, turns);
    private readonly RowRetention _retention = new(catalog, store, reader, committer, engine, turns, time);
    private readonly TableMaintenance _maintenance = new(catalog, store, reader.Planner, time);
    private readonly Dictionary<TableIdentifier, State> _states = [];

    // Publishes and upkeep need not be of one thread.
    private readonly ConcurrentQueue<(TableIdentifier Table, string Location)> _leftTogether = new();

    /// <summary>Does what is due for a product's table; nothing where there is no table.</summary>
    /// <exception cref="IcebergException">The table cannot be read or written; the message says why.</exception>
    public async Task RunAsync(DataProductDescriptor product, CancellationToken cancellationToken)
    {
        var name = ProductTable.Of(product.Name, product.Version.Major);
        var now = time.GetUtcNow();
        while (_leftTogether.TryDequeue(out var left))
        {
            StateOf(left.Table).Together.Add(left.Location);
        }

        var state = StateOf(name);
        if (await catalog.LoadAsync(name, cancellationToken) is not { } table)
        {
            return;
        }

        try
        {
            if (now >= state.RetentionDue && table.Metadata.CurrentSnapshotId is not null)
            {
                (table, var worn) = await _retention.RunAsync(product, table, cancellationToken);
                state.Worn.UnionWith(worn);
                state.RetentionDue = product.Retention is { } retention ? RetentionClock.NextRun(retention, now) : DateTimeOffset.MaxValue;
            }

            if (table.Metadata.CurrentSnapshotId is { } current && (current != state.Seen || state.Worn.Count > 0))
            {
                table = await _folding.FoldAsync(product, table, state.Worn, state.Together, cancellationToken);
                // What is left over is due the next time.
                state.Seen = table.Metadata.CurrentSnapshotId == current ? current : null;
            }

            var terms = TermsOf(table.Metadata);
            if (now >= state.ExpiryDue || IsCrowded(table.Metadata, terms))
            {
                state.ExpiryDue = now + ExpiryInterval;
                using (await turns.EnterAsync(name, cancellationToken))
                {
                    table = await _maintenance.ExpireAsync(await catalog.LoadAsync(name, cancellationToken) ?? table, terms, cancellationToken);
                }

                await _maintenance.DeleteRetiredAsync(cancellationToken);
            }

            if (now >= state.OrphansDue)
            {
                state.OrphansDue = now + OrphanInterval;
                if ((await _maintenance.DeleteOrphansAsync(table, keeping.OrphanAge, cancellationToken)).AreWaiting)
                {
                    state.OrphansDue = time.GetUtcNow() + TableMaintenance.Grace;
                }
            }
        }
        catch (IcebergConflictException)
        {
            // Another change was first. What is due is due the next time too.
        }
    }

    /// <summary>Notes files whose rows lie together because they are of very many partitions.</summary>
    public void LeaveTogether(DataProductDescriptor product, IEnumerable<DataFile> files)
    {
        foreach (var file in files)
        {
            _leftTogether.Enqueue((ProductTable.Of(product.Name, product.Version.Major), file.Location));
        }
    }

    // Rows that a retention removed are not to be found in history for longer than history is kept by its age.
    private ExpiryTerms TermsOf(TableMetadata table)
    {
        var terms = ExpiryTerms.Of(table, keeping.History);
        var count = 0;
        foreach (var snapshot in table.LineOf(table.CurrentSnapshot).Take(terms.MinSnapshotsToKeep))
        {
            count++;
            if (snapshot.Summary.ContainsKey(SnapshotSummaryKeys.RetentionCutoff))
            {
                return terms with { MinSnapshotsToKeep = count };
            }
        }

        return terms;
    }

    // History that cannot wait for its turn; a tenth more than may stay is work enough for one look.
    private static bool IsCrowded(TableMetadata table, ExpiryTerms terms) => table.Snapshots.Count / 1.1 > terms.MaxSnapshotsToKeep;

    private State StateOf(TableIdentifier table)
    {
        if (!_states.TryGetValue(table, out var state))
        {
            var first = time.GetUtcNow() + ExpiryInterval;
            _states.Add(table, state = new State { ExpiryDue = first, OrphansDue = first });
        }

        return state;
    }

    private sealed class State
    {
        public HashSet<string> Worn { get; } = new(StringComparer.Ordinal);

        public HashSet<string> Together { get; } = new(StringComparer.Ordinal);

        public long? Seen { get; set; }

        // As soon as the process runs.
        public DateTimeOffset RetentionDue { get; set; }

        public DateTimeOffset ExpiryDue { get; set; }

        public DateTimeOffset OrphansDue { get; set; }
    }
}
