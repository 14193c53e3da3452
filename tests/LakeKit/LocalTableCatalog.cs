using System.Collections.Concurrent;
using MeshStarter.Contracts.Quality;
using MeshStarter.Lake.Tables;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Operations;
using MeshStarter.Platform.Storage;

namespace MeshStarter.LakeKit;

/// <summary>A catalog of one process: metadata files in storage, and in memory which is current and which batches were taken.</summary>
/// <param name="store">Where the tables lie.</param>
/// <param name="warehouse">The location of the folder that they lie in.</param>
/// <param name="time">The time.</param>
public sealed class LocalTableCatalog(IObjectStore store, string warehouse, TimeProvider time) : ITableCatalog
{
    private readonly ConcurrentDictionary<TableIdentifier, LoadedTable> _tables = new();
    private readonly ConcurrentDictionary<(TableIdentifier Table, string Batch), bool> _batches = new();

    /// <summary>Runs before each look at a table; a test lets others change it there.</summary>
    public Func<Task> BeforeLoad { get; set; } = () => Task.CompletedTask;

    /// <summary>Runs before each swap; a test lets others come first there, or fails.</summary>
    public Func<Task> BeforeSwap { get; set; } = () => Task.CompletedTask;

    /// <summary>Takes the reports that commits bring, once they are made.</summary>
    public Action<TableIdentifier, BatchReport> Reported { get; set; } = (_, _) => { };

    /// <summary>Runs after each swap and before it is answered.</summary>
    public Action AfterSwap { get; set; } = () => { };

    /// <inheritdoc/>
    public async Task<LoadedTable?> LoadAsync(TableIdentifier table, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        await BeforeLoad();
        // A product's plain name is a second name of its table.
        return _tables.GetValueOrDefault(table) ?? _tables.GetValueOrDefault(table with { Name = $"{table.Name}_v1" });
    }

    /// <inheritdoc/>
    public async Task<LoadedTable> CreateAsync(IReadOnlyList<string> @namespace, NewTable table, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        var metadata = table.ToMetadata(table.Location ?? $"{warehouse}/{table.Name}", Guid.NewGuid(), time.GetUtcNow().ToUnixTimeMilliseconds());
        var made = await WriteAsync(new TableIdentifier(@namespace, table.Name), metadata, cancellationToken);
        return _tables.GetOrAdd(made.Identifier, made);
    }

    /// <inheritdoc/>
    public async Task<LoadedTable> CommitAsync(TableIdentifier table, TableCommit commit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(commit);
        var existing = _tables[table];
        var batches = commit.Updates.OfType<AddSnapshot>().Select(update => update.Snapshot.Summary.GetValueOrDefault(SnapshotSummaryKeys.BatchId)).OfType<string>().ToList();
        if (batches.Exists(batch => _batches.ContainsKey((table, batch))))
        {
            return existing;
        }

        var metadata = commit.Apply(existing.Metadata, existing.MetadataLocation, time.GetUtcNow().ToUnixTimeMilliseconds());
        var made = await WriteAsync(table, metadata, cancellationToken);
        await BeforeSwap();
        if (!_tables.TryUpdate(table, made, existing))
        {
            throw new IcebergConflictException("Another commit came first.");
        }

        foreach (var batch in batches)
        {
            _batches[(table, batch)] = true;
        }

        if (commit.Report is { } report)
        {
            Reported(table, report);
        }

        AfterSwap();
        return made;
    }

    private async Task<LoadedTable> WriteAsync(TableIdentifier table, TableMetadata metadata, CancellationToken cancellationToken)
    {
        // Read back, as every other process would see it.
        var location = $"{metadata.Location}/metadata/{Guid.NewGuid():N}.metadata.json";
        await store.WriteNewAsync([new NewObject(location, metadata.ToUtf8())], cancellationToken);
        return new LoadedTable(table, location, TableMetadata.Parse(await store.ReadAsync(location, cancellationToken), location));
    }
}
