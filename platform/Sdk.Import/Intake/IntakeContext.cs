using MeshStarter.Platform.Sources;
using MeshStarter.Platform.Sources.Definitions;
using MeshStarter.Sdk.Products;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Sdk.Import.Intake;

/// <summary>The objects that a turn at a source works with.</summary>
/// <param name="Product">The product.</param>
/// <param name="Turn">The turn.</param>
/// <param name="Rows">Takes rows over.</param>
/// <param name="Store">Stores how far the source has been read.</param>
/// <param name="Database">The domain's database.</param>
/// <param name="ConnectionString">The connection string of the source; null where it needs none.</param>
internal sealed record IntakeContext(OwnProduct Product, IntakeTurn Turn, KeyedRows Rows, IntakeStore Store, NpgsqlDataSource Database, string? ConnectionString)
{
    /// <summary>Notes that the source works.</summary>
    public required Action Worked { get; init; }

    /// <summary>Limits the sources that take rows over at a time.</summary>
    public required SemaphoreSlim Limit { get; init; }

    /// <summary>The most rows that are taken over by one statement.</summary>
    public const int PageSize = 1_000;

    /// <summary>Refuses a position that an earlier definition of the source left: from there on, rows would never be read.</summary>
    /// <param name="source">The source.</param>
    /// <param name="key">The key of its definition that is another.</param>
    /// <param name="before">How it was read before.</param>
    public SourceRefusedException OtherPosition(SourceDefinition source, string key, string before) =>
        new(source.Problem(key, $"{source.Name} was read {before} before, and cannot be read on from there.", $"read all rows again: mesh source snapshot {Product.Name}.")) { NeedsSnapshot = true };

    /// <summary>Takes over rows in pages, each in a transaction of its own.</summary>
    public async Task TakeAsync(IAsyncEnumerable<SourceChange> changes, long generation, CancellationToken cancellationToken)
    {
        await foreach (var page in changes.Chunk(PageSize).WithCancellation(cancellationToken))
        {
            await CommitAsync(transaction => Rows.ApplyAsync(page, generation, transaction, cancellationToken), cancellationToken);
        }
    }

    /// <summary>Takes rows over in one transaction, however many there are: it waits for other sources that do so.</summary>
    public async Task TakeWholeAsync(Func<Task> work, CancellationToken cancellationToken)
    {
        await Limit.WaitAsync(cancellationToken);
        try
        {
            await work();
        }
        finally
        {
            Limit.Release();
        }
    }

    /// <summary>Pauses, and returns earlier where an operator requests that all rows are read again.</summary>
    public async Task RestAsync(TimeSpan pause, TimeProvider time, CancellationToken cancellationToken)
    {
        for (var began = time.GetTimestamp(); time.GetElapsedTime(began) is var gone && gone < pause;)
        {
            var left = pause - gone;
            await Task.Delay(left < Polling.Source ? left : Polling.Source, time, cancellationToken);
            if (await RestAsync(position: null, cancellationToken))
            {
                return;
            }
        }
    }

    /// <summary>Stores the position of a source without changes; returns whether an operator has requested that all rows are read again.</summary>
    public async Task<bool> RestAsync(string? position, CancellationToken cancellationToken)
    {
        var isRequested = await Store.RestAsync(Turn, position, cancellationToken);
        Worked();
        return isRequested;
    }

    /// <summary>Commits work in one transaction, if no other process has taken over.</summary>
    /// <exception cref="TurnLostException">Another process has taken over; nothing was committed.</exception>
    public Task CommitAsync(Func<NpgsqlTransaction, Task> work, CancellationToken cancellationToken) => Database.InTransactionAsync(
        async transaction =>
        {
            await work(transaction);
            // Last: it locks the source's row, which an operator's request and the next turn change.
            await Store.MoveAsync(Turn, position: null, transaction, cancellationToken);
        },
        cancellationToken);
}
