using Npgsql;

namespace MeshStarter.Sdk.Ports.Table;

/// <summary>
/// The right to be the one table relay of a domain's database: an advisory lock, held by a session of its own. When the process or
/// the session dies, the database lets another have it. What two must never do is done in that session: it fails when the right is gone.
/// </summary>
internal sealed class RelayLease : IAsyncDisposable
{
    private const long Lock = 0x6D_65_73_68_00_02;

    // How soon a waiting process notices that it may, and a working one that it may not any more.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly NpgsqlConnection _session;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _released = new();
    private readonly Task _watch;

    private RelayLease(NpgsqlConnection session, TimeProvider time)
    {
        _session = session;
        _watch = WatchAsync(time);
    }

    /// <summary>Is cancelled when the session, and the right with it, is gone.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Waits until no other process has the right.</summary>
    /// <exception cref="NpgsqlException">The database does not answer.</exception>
    public static async Task<RelayLease> TakeAsync(NpgsqlDataSource database, TimeProvider time, CancellationToken cancellationToken)
    {
        var session = await database.OpenConnectionAsync(cancellationToken);
        try
        {
            while (!await TryLockAsync(session, cancellationToken))
            {
                await Task.Delay(Pause, time, cancellationToken);
            }

            return new RelayLease(session, time);
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Does something in the session that holds the right, in one transaction.</summary>
    /// <exception cref="NpgsqlException">The session is gone; nothing was done.</exception>
    public async Task UseAsync(Func<NpgsqlTransaction, Task> work, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await using var transaction = await _session.BeginTransactionAsync(cancellationToken);
            await work(transaction);
            await transaction.CommitAsync(cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Gives the right back. Whatever was done under it has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        await _released.CancelAsync();
        await _watch;
        try
        {
            // The pool would keep the session, and the lock, until somebody else uses it.
            await using var command = new NpgsqlCommand("SELECT pg_advisory_unlock($1)", _session) { Parameters = { new() { Value = Lock } } };
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (Exception exception) when (exception is NpgsqlException or IOException or InvalidOperationException)
        {
            // The session is gone, and the lock with it.
        }

        await _session.DisposeAsync();
        _turn.Dispose();
        _lost.Dispose();
        _released.Dispose();
    }

    private static async Task<bool> TryLockAsync(NpgsqlConnection session, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT pg_try_advisory_lock($1)", session) { Parameters = { new() { Value = Lock } } };
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private async Task WatchAsync(TimeProvider time)
    {
        try
        {
            using var timer = new PeriodicTimer(Pause, time);
            while (await timer.WaitForNextTickAsync(_released.Token))
            {
                await _turn.WaitAsync(_released.Token);
                try
                {
                    await using var command = new NpgsqlCommand("SELECT 1", _session);
                    await command.ExecuteScalarAsync(CancellationToken.None);
                }
                finally
                {
                    _turn.Release();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Given back.
        }
        catch (Exception exception) when (exception is NpgsqlException or IOException or InvalidOperationException)
        {
            await _lost.CancelAsync();
        }
    }
}
