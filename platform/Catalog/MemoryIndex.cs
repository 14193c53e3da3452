using System.Globalization;
using Npgsql;

namespace MeshStarter.Catalog;

/// <summary>
/// A part of the database in memory. A request refreshes it first: what has changed since is read, so that what was committed before a request is part of its
/// answer. Changes are found by the transactions that made them.
/// </summary>
/// <typeparam name="TContent">The content, empty when it is made.</typeparam>
internal abstract class MemoryIndex<TContent>(NpgsqlDataSource database) : IDisposable
    where TContent : new()
{
    private readonly SemaphoreSlim _refresh = new(1);
    private readonly ReaderWriterLockSlim _lock = new();
    private TContent _content = new();

    // The oldest transaction that may still change something; null before the first reading.
    private ulong? _since;

    /// <summary>The content, for the refresh that runs: no other one changes it.</summary>
    protected TContent Content => _content;

    /// <summary>Reads what has changed since the last refresh.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await _refresh.WaitAsync(cancellationToken);
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            if (_since is { } since)
            {
                _since = await ApplyAsync(connection, since, cancellationToken);
                return;
            }

            // No one reads it before.
            _content = new TContent();
            _since = await LoadAsync(connection, cancellationToken);
        }
        finally
        {
            _refresh.Release();
        }
    }

    /// <summary>Reads the content, which does not change until that ends.</summary>
    public T Read<T>(Func<TContent, T> read)
    {
        _lock.EnterReadLock();
        try
        {
            return read(_content);
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _refresh.Dispose();
        _lock.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Reads all of it.</summary>
    /// <returns>The oldest transaction that may still change something, as of before the reading.</returns>
    protected abstract Task<ulong> LoadAsync(NpgsqlConnection connection, CancellationToken cancellationToken);

    /// <summary>Reads what has changed.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="since">The oldest transaction whose changes may be new.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The oldest transaction that may still change something, as of before the reading.</returns>
    protected abstract Task<ulong> ApplyAsync(NpgsqlConnection connection, ulong since, CancellationToken cancellationToken);

    /// <summary>Reads the changes of a result: the oldest transaction that may still change something, the transaction of a change (null where there is none), and its key.</summary>
    protected static async Task<(ulong Since, List<(TKey Key, ulong Transaction)> Changes)> ReadChangesAsync<TKey>(NpgsqlDataReader reader, Func<NpgsqlDataReader, TKey> key, CancellationToken cancellationToken)
    {
        List<(TKey, ulong)> changes = [];
        var since = 0UL;
        while (await reader.ReadAsync(cancellationToken))
        {
            since = Number(0);
            if (!await reader.IsDBNullAsync(1, cancellationToken))
            {
                changes.Add((key(reader), Number(1)));
            }
        }

        return (since, changes);

        ulong Number(int column) => ulong.Parse(reader.GetString(column), CultureInfo.InvariantCulture);
    }

    /// <summary>Changes the content, while no one reads it.</summary>
    protected void Change(Action<TContent> change)
    {
        _lock.EnterWriteLock();
        try
        {
            change(_content);
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }
}
