using MeshStarter.Contracts;

namespace MeshStarter.Lake.Tests;

/// <summary>A catalog that forgets at the test's end, with the swap of a real one: the parent must still be current.</summary>
internal sealed class MemoryCatalog : ITableCatalog
{
    private readonly Dictionary<DataProductId, TableSnapshot> _current = [];

    /// <summary>Every snapshot that was committed, in order.</summary>
    public List<TableSnapshot> Committed { get; } = [];

    /// <summary>What happens just before a commit: another writer's publish, or a failure.</summary>
    public Action<TableSnapshot>? BeforeCommit { get; set; }

    /// <summary>What happens after a commit and before its answer arrives.</summary>
    public Action<TableSnapshot>? AfterCommit { get; set; }

    public Task<TableSnapshot?> CurrentAsync(DataProductId product, CancellationToken cancellationToken) =>
        Task.FromResult(_current.GetValueOrDefault(product));

    public Task<bool> TryCommitAsync(TableSnapshot snapshot, CancellationToken cancellationToken)
    {
        BeforeCommit?.Invoke(snapshot);
        var swapped = Swap(snapshot);
        AfterCommit?.Invoke(snapshot);
        return Task.FromResult(swapped);
    }

    public bool Swap(TableSnapshot snapshot)
    {
        if (_current.GetValueOrDefault(snapshot.Product)?.SnapshotId != snapshot.ParentSnapshotId)
            return false;
        _current[snapshot.Product] = snapshot;
        Committed.Add(snapshot);
        return true;
    }
}
