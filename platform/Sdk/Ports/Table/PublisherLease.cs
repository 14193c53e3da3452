using MeshStarter.Lake.Tables;
using MeshStarter.Sdk.Outbox;
using Npgsql;

namespace MeshStarter.Sdk.Ports.Table;

/// <summary>
/// The lease of the one table publisher of a domain's database, held by a session of its own (<see cref="SessionLock"/>). The publisher writes to the
/// database only in that session, which fails when the lease is lost. The tables accept only commits with its <see cref="Token"/>. So a publisher that
/// pauses and continues later changes nothing.
/// </summary>
internal sealed class PublisherLease : IAsyncDisposable
{
    private static readonly SessionLock Lock = new(0x6D_65_73_68_00_02);

    private readonly NpgsqlConnection _session;
    private readonly SemaphoreSlim _lock = new(1);
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _released = new();
    private readonly Task _watch;

    private PublisherLease(NpgsqlConnection session, TimeProvider time)
    {
        _session = session;
        _watch = WatchAsync(time);
    }

    /// <summary>Is cancelled when the session, and with it the lease, is lost.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>The token that identifies the holder to the tables.</summary>
    public FencingToken Token { get; } = new(Guid.NewGuid());

    /// <summary>Waits until no other process holds the lease, and takes it.</summary>
    /// <exception cref="NpgsqlException">The database does not answer.</exception>
    public static async Task<PublisherLease> TakeAsync(NpgsqlDataSource database, TimeProvider time, CancellationToken cancellationToken)
    {
        var session = await database.OpenConnectionAsync(cancellationToken);
        try
        {
            while (!await Lock.TryTakeAsync(session, cancellationToken))
            {
                await Task.Delay(Polling.StandBy, time, cancellationToken);
            }

            return new PublisherLease(session, time);
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs work in the session that holds the lease, in one transaction.</summary>
    /// <exception cref="NpgsqlException">The session is lost; nothing was done.</exception>
    public async Task UseAsync(Func<NpgsqlTransaction, Task> work, CancellationToken cancellationToken)
    {
        await _lock.WaitAsync(cancellationToken);
        try
        {
            await using var transaction = await _session.BeginTransactionAsync(cancellationToken);
            await work(transaction);
            await transaction.CommitAsync(cancellationToken);
        }
        finally
        {
            _lock.Release();
        }
    }

    /// <summary>Releases the lease. All work under it has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        await _released.CancelAsync();
        await _watch;
        try
        {
            // The pool would keep the session, and the lock, until another caller uses it.
            await Lock.ReleaseAsync(_session);
        }
        catch (Exception exception) when (exception is NpgsqlException or IOException or InvalidOperationException)
        {
            // The session is lost, and the lock with it.
        }

        await _session.DisposeAsync();
        _lock.Dispose();
        _lost.Dispose();
        _released.Dispose();
    }

    private async Task WatchAsync(TimeProvider time)
    {
        try
        {
            using var timer = new PeriodicTimer(Polling.Lease, time);
            while (await timer.WaitForNextTickAsync(_released.Token))
            {
                await _lock.WaitAsync(_released.Token);
                try
                {
                    await using var command = new NpgsqlCommand("SELECT 1", _session);
                    await command.ExecuteScalarAsync(CancellationToken.None);
                }
                finally
                {
                    _lock.Release();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Released.
        }
        catch (Exception exception) when (exception is NpgsqlException or IOException or InvalidOperationException)
        {
            await _lost.CancelAsync();
        }
    }
}
