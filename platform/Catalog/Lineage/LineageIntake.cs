using System.Threading.Channels;
using Npgsql;

namespace MeshStarter.Catalog.Lineage;

/// <summary>Takes events in from many callers at once, in groups: one transaction stores what has come while the one before was stored.</summary>
internal sealed class LineageIntake(NpgsqlDataSource database, TimeProvider time) : BackgroundService
{
    private const int MaximumWaiting = 2_000;
    private const int MaximumGroup = 500;

    private readonly Channel<WaitingEvents> _waiting = Channel.CreateBounded<WaitingEvents>(new BoundedChannelOptions(MaximumWaiting) { SingleReader = true });

    /// <summary>Stores events; a repeated one changes nothing. Those of one call are stored together or not at all.</summary>
    public async Task AddAsync(IReadOnlyList<LineageEvent> reported, CancellationToken cancellationToken)
    {
        var waiting = new WaitingEvents(reported, cancellationToken);
        await _waiting.Writer.WriteAsync(waiting, cancellationToken);
        await waiting.Stored.Task;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(stoppingToken))
            {
                List<WaitingEvents> group = [];
                for (var events = 0; events < MaximumGroup && _waiting.Reader.TryRead(out var next); events += next.Events.Count)
                {
                    group.Add(next);
                }

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
            while (_waiting.Reader.TryRead(out var left))
            {
                left.Stored.TrySetCanceled(CancellationToken.None);
            }
        }
    }

    private async Task StoreAsync(List<WaitingEvents> group, CancellationToken stoppingToken)
    {
        foreach (var left in group.Where(each => each.Caller.IsCancellationRequested))
        {
            left.Stored.TrySetCanceled(left.Caller);
        }

        group.RemoveAll(each => each.Caller.IsCancellationRequested);
        if (await TryStoreAsync(group, stoppingToken) is not { } failure)
        {
            return;
        }

        // One of them may be what the database cannot store; the others are no worse for it.
        foreach (var each in group)
        {
            if (group.Count == 1)
            {
                each.Stored.TrySetException(failure);
            }
            else if (await TryStoreAsync([each], stoppingToken) is { } own)
            {
                each.Stored.TrySetException(own);
            }
        }
    }

    private async Task<Exception?> TryStoreAsync(List<WaitingEvents> group, CancellationToken stoppingToken)
    {
        if (group.Count == 0)
        {
            return null;
        }

        try
        {
            await using var connection = await database.OpenConnectionAsync(stoppingToken);
            await using var transaction = await connection.BeginTransactionAsync(stoppingToken);
            await new LineageWriter(transaction, time.GetUtcNow(), stoppingToken).WriteAsync([.. group.SelectMany(each => each.Events)]);
            await transaction.CommitAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            group.ForEach(each => each.Stored.TrySetCanceled(stoppingToken));
            throw;
        }
        catch (Exception failure)
        {
            return failure;
        }

        group.ForEach(each => each.Stored.TrySetResult());
        return null;
    }

    private sealed record WaitingEvents(IReadOnlyList<LineageEvent> Events, CancellationToken Caller)
    {
        public TaskCompletionSource Stored { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
