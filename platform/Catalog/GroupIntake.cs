using System.Threading.Channels;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Catalog;

/// <summary>Takes changes in from many callers at once, in groups: one transaction stores what has come while the one before was stored.</summary>
/// <typeparam name="TChange">A change, as a caller sends it.</typeparam>
/// <typeparam name="TResult">The result that its caller waits for.</typeparam>
/// <param name="database">The database.</param>
/// <param name="maximumWaiting">The most changes that wait; further callers wait to send theirs.</param>
/// <param name="maximumGroup">The most changes of a group.</param>
internal abstract class GroupIntake<TChange, TResult>(NpgsqlDataSource database, int maximumWaiting, int maximumGroup) : BackgroundService
{
    private readonly Channel<Waiting> _waiting = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(maximumWaiting) { SingleReader = true });

    /// <summary>Stores a change, and returns its result once it is committed.</summary>
    public async Task<TResult> StoreAsync(TChange change, CancellationToken cancellationToken)
    {
        var waiting = new Waiting(change, cancellationToken);
        await _waiting.Writer.WriteAsync(waiting, cancellationToken);
        return await waiting.Stored.Task;
    }

    /// <summary>Whether a change may be stored in one transaction with those before it, of which there is one at least.</summary>
    protected abstract bool MayJoin(IReadOnlyList<TChange> group, TChange next);

    /// <summary>Writes a group in a transaction, which the base commits.</summary>
    /// <returns>A result for each change, in their order.</returns>
    protected abstract Task<IReadOnlyList<TResult>> WriteAsync(IReadOnlyList<TChange> group, NpgsqlTransaction transaction, CancellationToken cancellationToken);

    /// <inheritdoc/>
    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        List<Waiting> left = [];
        List<Waiting> group = [];
        try
        {
            while (left.Count > 0 || await _waiting.Reader.WaitToReadAsync(stoppingToken))
            {
                while (left.Count < maximumGroup && _waiting.Reader.TryRead(out var next))
                {
                    left.Add(next);
                }

                (group, left) = Next(left);
                await StoreAsync(group, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service ends.
        }
        finally
        {
            _waiting.Writer.TryComplete();
            left.AddRange(group);
            while (_waiting.Reader.TryRead(out var waiting))
            {
                left.Add(waiting);
            }

            left.ForEach(waiting => waiting.Stored.TrySetCanceled(CancellationToken.None));
        }
    }

    private (List<Waiting> Group, List<Waiting> Left) Next(List<Waiting> waiting)
    {
        List<TChange> changes = [];
        List<Waiting> group = [];
        List<Waiting> left = [];
        foreach (var each in waiting)
        {
            if (each.Caller.IsCancellationRequested)
            {
                each.Stored.TrySetCanceled(each.Caller);
            }
            else if (changes.Count == 0 || MayJoin(changes, each.Change))
            {
                changes.Add(each.Change);
                group.Add(each);
            }
            else
            {
                left.Add(each);
            }
        }

        return (group, left);
    }

    private async Task StoreAsync(List<Waiting> group, CancellationToken stoppingToken)
    {
        if (await TryStoreAsync(group, stoppingToken) is not { } failure)
        {
            return;
        }

        // Without the database none is stored. Otherwise one of them may be what it cannot store; the others are no worse for it.
        if (group.Count == 1 || failure is NpgsqlException and not PostgresException)
        {
            group.ForEach(each => each.Stored.TrySetException(failure));
            return;
        }

        foreach (var each in group)
        {
            if (await TryStoreAsync([each], stoppingToken) is { } own)
            {
                each.Stored.TrySetException(own);
            }
        }
    }

    private async Task<Exception?> TryStoreAsync(List<Waiting> group, CancellationToken stoppingToken)
    {
        if (group.Count == 0)
        {
            return null;
        }

        try
        {
            var results = await database.InTransactionAsync(transaction => WriteAsync(group.ConvertAll(each => each.Change), transaction, stoppingToken), stoppingToken);
            foreach (var (each, result) in group.Zip(results))
            {
                each.Stored.TrySetResult(result);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception failure)
        {
            return failure;
        }

        return null;
    }

    private sealed record Waiting(TChange Change, CancellationToken Caller)
    {
        public TaskCompletionSource<TResult> Stored { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
