using System.Collections.Concurrent;
using MeshStarter.Lake.Iceberg;

namespace MeshStarter.Lake;

/// <summary>Lets publishes of an outbox and upkeep take turns at a table in this process: a publish does not lose its race to the process's own upkeep. Between others the catalog decides.</summary>
internal sealed class TableTurns
{
    private readonly ConcurrentDictionary<TableIdentifier, SemaphoreSlim> _tables = new();

    /// <summary>Waits for the table's turn; it ends when it is disposed of.</summary>
    public async Task<IDisposable> TakeAsync(TableIdentifier table, CancellationToken cancellationToken)
    {
        var turn = _tables.GetOrAdd(table, static _ => new SemaphoreSlim(1));
        await turn.WaitAsync(cancellationToken);
        return new Turn(turn);
    }

    private sealed class Turn(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
