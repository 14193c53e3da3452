using System.Runtime.CompilerServices;
using MeshStarter.Platform.Sources.Definitions;
using Npgsql.Replication;
using Npgsql.Replication.PgOutput;
using Npgsql.Replication.PgOutput.Messages;
using NpgsqlTypes;

namespace MeshStarter.Platform.Sources.Postgres;

/// <summary>
/// Reads the changes of a table from its replication slot (PostgreSQL, "Logical Replication Message Formats"). A transaction of the source comes when it
/// has committed, as a whole and in the order of commits.
/// </summary>
/// <param name="server">The source's server.</param>
/// <param name="source">The table.</param>
/// <param name="connection">A connection of the replication protocol, for this feed alone.</param>
/// <param name="time">The clock.</param>
public sealed class ChangeFeed(SourceServer server, PostgresSource source, LogicalReplicationConnection connection, TimeProvider time)
{
    // The driver ends the reading within two seconds of its cancellation.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Reads changes until it is cancelled.</summary>
    /// <param name="after">The position up to which everything was taken over.</param>
    /// <param name="idle">The pause between two steps <see cref="FeedIdle"/>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="SourceRefusedException">A change cannot be read.</exception>
    public async IAsyncEnumerable<ChangeStep> ReadAsync(NpgsqlLogSequenceNumber after, TimeSpan idle, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var table = new ReplicatedTable(source);
        var messages = connection.StartReplication(
            new PgOutputReplicationSlot(source.Slot), new PgOutputReplicationOptions(source.Publication, PgOutputProtocolVersion.V1), ending.Token, after).GetAsyncEnumerator(ending.Token);
        var next = messages.MoveNextAsync().AsTask();
        var tick = Task.Delay(idle, time, ending.Token);
        var (isInside, isKnown) = (false, false);
        try
        {
            while (true)
            {
                while (!isInside && !next.IsCompleted && await Task.WhenAny(next, tick) == tick)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    // No transaction is open, so that all before this position was sent and is a step already.
                    yield return new FeedIdle(connection.LastReceivedLsn);
                    tick = Task.Delay(idle, time, ending.Token);
                }

                if (!await next)
                {
                    yield break;
                }

                NpgsqlLogSequenceNumber? ended = null;
                switch (messages.Current)
                {
                    case BeginMessage begin:
                        (isInside, isKnown) = (true, begin.TransactionFinalLsn < after);
                        break;
                    case CommitMessage commit:
                        (isInside, ended) = (false, isKnown ? null : commit.TransactionEndLsn);
                        break;
                    case var message when !isKnown || message is RelationMessage or TypeMessage:
                        foreach (var step in await StepsAsync(table, message, cancellationToken))
                        {
                            yield return step;
                        }

                        break;
                }

                next = messages.MoveNextAsync().AsTask();
                if (ended is { } position)
                {
                    yield return new TransactionEnded(position, next.IsCompletedSuccessfully && next.Result);
                }
            }
        }
        finally
        {
            await ending.CancelAsync();
            await EndAsync(next);
            await messages.DisposeAsync();
        }
    }

    // A cancellation that reaches the server before it begins to send is lost, and Npgsql 10 reads on for good. The server's process ends with its connection.
    private async Task EndAsync(Task reading)
    {
        using var waiting = new CancellationTokenSource();
        if (await Task.WhenAny(reading, Task.Delay(Patience, time, waiting.Token)) != reading)
        {
            await server.TryTerminateAsync(source.Slot, connection.ProcessID);
        }

        await waiting.CancelAsync();
        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Confirms to the source that all up to a position is stored, so that its server can remove the log before it.</summary>
    /// <param name="position">The position.</param>
    /// <param name="isUrgent">Whether it is sent at once, and not with the next message within ten seconds.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async Task ConfirmAsync(NpgsqlLogSequenceNumber position, bool isUrgent, CancellationToken cancellationToken)
    {
        connection.SetReplicationStatus(position);
        if (isUrgent)
        {
            await connection.SendStatusUpdate(cancellationToken);
        }
    }

    private static async Task<IReadOnlyList<ChangeStep>> StepsAsync(ReplicatedTable table, PgOutputReplicationMessage message, CancellationToken cancellationToken)
    {
        switch (message)
        {
            case TypeMessage type:
                table.Take(type);
                return [];
            case RelationMessage relation when table.Is(relation):
                table.Take(relation);
                return [];
            case InsertMessage insert when table.Is(insert.Relation):
                return await table.InsertedAsync(insert.NewRow, cancellationToken);
            case DefaultUpdateMessage update when table.Is(update.Relation):
                return await table.UpdatedAsync(old: null, isFull: false, update.NewRow, cancellationToken);
            case IndexUpdateMessage update when table.Is(update.Relation):
                return await table.UpdatedAsync(update.Key, isFull: false, update.NewRow, cancellationToken);
            case FullUpdateMessage update when table.Is(update.Relation):
                return await table.UpdatedAsync(update.OldRow, isFull: true, update.NewRow, cancellationToken);
            case KeyDeleteMessage delete when table.Is(delete.Relation):
                return await table.DeletedAsync(delete.Key, cancellationToken);
            case FullDeleteMessage delete when table.Is(delete.Relation):
                return await table.DeletedAsync(delete.OldRow, cancellationToken);
            case TruncateMessage truncate when truncate.Relations.Any(table.Is):
                return [new TableTruncated()];
            default:
                return [];
        }
    }
}
