using MeshStarter.DuckDb.Native;
using MeshStarter.DuckDb.Running;

namespace MeshStarter.DuckDb;

/// <summary>
/// Rows as they come, chunk by chunk (up to 2048 rows each); the whole is never held. A result keeps its connection
/// open. It owns the chunk it gave out: fetching the next one or disposing the result ends that chunk. What an INSERT,
/// UPDATE or DELETE with RETURNING changed may depend on the rows being read to their end.
/// For one thread at a time; Dispose from another ends a read that waits, but must not overtake the reading of a chunk.
/// </summary>
public sealed partial class DuckDbResult : IDisposable
{
    private readonly DuckDbConnection _connection;
    private readonly Execution _execution;
    private DuckDbChunk? _chunk;
    private bool _superseded;
    private bool _ended;
    private int _disposed;

    internal DuckDbResult(DuckDbConnection connection, Execution execution)
    {
        _connection = connection;
        _execution = execution;
        Columns = [.. Enumerable.Range(0, execution.Rows.ColumnCount).Select(Column)];
    }

    /// <summary>The columns, in order. A statement that changes rows has one: "Count".</summary>
    public IReadOnlyList<DuckDbColumn> Columns { get; }

    /// <summary>The next chunk, or null when there are no more. Ends the chunk given out before.</summary>
    /// <exception cref="DuckDbException">The query failed on the way.</exception>
    /// <exception cref="InvalidOperationException">A further command on the connection has ended this result.</exception>
    /// <exception cref="OperationCanceledException">This token or the query's was cancelled; the result has ended.</exception>
    public DuckDbChunk? NextChunk(CancellationToken cancellationToken = default)
    {
        ThrowIfDisposed();
        if (!_connection.TryEnter(out var use))
        {
            // The other thread may be the one that disposes.
            ThrowIfDisposed();
            throw DuckDbConnection.InUse();
        }

        using (use)
        {
            return Next(cancellationToken);
        }
    }

    /// <summary>Gives the result back; what is left of the query is not run.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        _execution.Detach();
        _connection.Close(this);
        _chunk?.Dispose();
        _arrow?.Dispose();
        _execution.Rows.Dispose();
    }

    /// <summary>Reads to the end, dropping rows.</summary>
    /// <returns>Rows changed, for a statement that changes rows.</returns>
    internal long Drain()
    {
        while (_execution.IsStreaming && NextChunk(_execution.Token) is not null)
        {
        }

        if (_execution.Rows.Kind != NativeResultKind.ChangedRows)
        {
            return 0;
        }

        using var count = new ChunkHandle(_execution.Rows);
        return _execution.Rows.Fetch(count) ? new DuckDbChunk(count, Columns)[0].GetInt64(0) : 0;
    }

    /// <summary>The connection goes on to something else.</summary>
    internal void Supersede()
    {
        _superseded = !_ended;
        _execution.Abandon();
    }

    /// <summary>Ends the query for a result that is being disposed.</summary>
    internal void Abandon() => _execution.Abandon();

    private DuckDbChunk? Next(CancellationToken cancellationToken)
    {
        _chunk?.Dispose();
        _chunk = null;
        if (_superseded)
        {
            throw new InvalidOperationException("Another command on the same connection has ended this result. Read it to its end first, or use a second connection.");
        }

        if (_ended)
        {
            return null;
        }

        var fetched = new ChunkHandle(_execution.Rows);
        _ended = true;
        try
        {
            _ended = !_execution.Fetch(fetched, cancellationToken);
            if (Volatile.Read(ref _disposed) != 0)
            {
                _execution.Abandon();
            }
        }
        catch when (Volatile.Read(ref _disposed) != 0)
        {
            // Disposed from another thread, which interrupted the fetch.
        }
        catch
        {
            fetched.Dispose();
            throw;
        }

        if (_ended || Volatile.Read(ref _disposed) != 0)
        {
            fetched.Dispose();
        }

        ThrowIfDisposed();
        return _ended ? null : _chunk = new DuckDbChunk(fetched, Columns);
    }

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);

    private DuckDbColumn Column(int index)
    {
        using var type = _execution.Rows.ColumnType(index);
        return new DuckDbColumn(_execution.Rows.ColumnName(index), DuckDbTypeReader.Read(type));
    }
}
