using System.Collections.Concurrent;
using MeshStarter.Lake.Iceberg;
using MeshStarter.Lake.Storage;

namespace MeshStarter.Lake.Tests.Iceberg.Operations;

/// <summary>A catalog of one process: metadata files in storage, and which is current in memory.</summary>
internal sealed class LocalCatalog(IObjectStore store, string warehouse, TimeProvider time) : MeshStarter.Lake.Iceberg.ITableCatalog
{
    private readonly ConcurrentDictionary<TableIdentifier, LoadedTable> _tables = new();

    /// <summary>Runs before each swap; a test lets others come first there.</summary>
    public Func<Task> BeforeSwap { get; set; } = () => Task.CompletedTask;

    public Task<LoadedTable?> LoadAsync(TableIdentifier table, CancellationToken cancellationToken) => Task.FromResult(_tables.GetValueOrDefault(table));

    public async Task<LoadedTable> CreateAsync(IReadOnlyList<string> @namespace, NewTable table, CancellationToken cancellationToken)
    {
        var metadata = table.ToMetadata(table.Location ?? $"{warehouse}/{table.Name}", Guid.NewGuid(), time.GetUtcNow().ToUnixTimeMilliseconds());
        var made = await WriteAsync(new TableIdentifier(@namespace, table.Name), metadata, cancellationToken);
        return _tables.GetOrAdd(made.Identifier, made);
    }

    public async Task<LoadedTable> CommitAsync(TableIdentifier table, TableCommit commit, CancellationToken cancellationToken)
    {
        var standing = _tables[table];
        var metadata = commit.Apply(standing.Metadata, standing.MetadataLocation, time.GetUtcNow().ToUnixTimeMilliseconds());
        var made = await WriteAsync(table, metadata, cancellationToken);
        await BeforeSwap();
        return _tables.TryUpdate(table, made, standing) ? made : throw new IcebergConflictException("Another commit came first.");
    }

    private async Task<LoadedTable> WriteAsync(TableIdentifier table, TableMetadata metadata, CancellationToken cancellationToken)
    {
        // Read back, as every other process would see it.
        var location = $"{metadata.Location}/metadata/{Guid.NewGuid():N}.metadata.json";
        await store.WriteNewAsync([new NewObject(location, metadata.ToUtf8())], cancellationToken);
        return new LoadedTable(table, location, TableMetadata.Parse(await store.ReadAsync(location, cancellationToken), location));
    }
}
