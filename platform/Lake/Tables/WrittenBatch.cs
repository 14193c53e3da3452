using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Iceberg.Operations;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Lake.Tables;

/// <summary>The files of a change. They are deleted with this object, unless they were committed or may have been.</summary>
internal sealed class WrittenBatch(IObjectStore store) : IAsyncDisposable
{
    private bool _mayBeCommitted;

    /// <summary>Data files.</summary>
    public IReadOnlyList<DataFile> Data { get; set; } = [];

    /// <summary>Delete files.</summary>
    public IReadOnlyList<DataFile> Deletes { get; set; } = [];

    /// <summary>Commits a change that adds the files.</summary>
    /// <inheritdoc cref="TableCommitter.CommitAsync"/>
    public async Task<(LoadedTable Table, long SnapshotId)> CommitAsync(TableCommitter committer, LoadedTable table, SnapshotChange change, CancellationToken cancellationToken)
    {
        var staged = await committer.StageAsync(table, change, cancellationToken);

        // Until the catalog answers it is unknown whether it committed the files.
        _mayBeCommitted = true;
        try
        {
            return await committer.SwapAsync(staged, cancellationToken);
        }
        catch (IcebergException)
        {
            _mayBeCommitted = false;
            throw;
        }
    }

    /// <summary>Deletes the files. The clean-up of orphans finds those that cannot be deleted now.</summary>
    /// <param name="keepsData">Whether the data files stay.</param>
    public async Task DiscardAsync(bool keepsData = false)
    {
        await store.DiscardAsync((keepsData ? Deletes : Data.Concat(Deletes)).Select(file => file.Location));
        Deletes = [];
        Data = keepsData ? Data : [];
        _mayBeCommitted = false;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_mayBeCommitted)
        {
            await DiscardAsync();
        }
    }
}
