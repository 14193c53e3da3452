using MeshStarter.DuckDb.Native;

namespace MeshStarter.DuckDb;

/// <summary>
/// Rows as they come, chunk by chunk (up to 2048 rows each); the whole is never held. A result keeps its connection
/// open. It owns the chunk it gave out: fetching the next one or disposing the result ends that chunk.
/// </summary>
public sealed class DuckDbResult : IDisposable
{
    private readonly DuckDbConnection _connection;
    private readonly ResultHandle _handle;
    private readonly Interruption _interruption;
    private DuckDbChunk? _chunk;
    private bool _superseded;
    private int _disposed;

    internal DuckDbResult(DuckDbConnection connection, ResultHandle handle, Interruption interruption)
    {
        _connection = connection;
        _handle = handle;
        _interruption = interruption;
        Columns = Enumerable.Range(0, handle.ColumnCount).Select(Column).ToArray();
    }

    /// <summary>The columns, in order. A statement that changes rows has one: "Count".</summary>
    public IReadOnlyList<DuckDbColumn> Columns { get; }

    /// <summary>Whether the engine still has rows to give, or may have.</summary>
    internal bool IsLive { get; private set; } = true;

    /// <summary>The next chunk, or null when there are no more. Ends the chunk given out before.</summary>
    /// <exception cref="DuckDbException">The query failed on the way.</exception>
    /// <exception cref="InvalidOperationException">A further command on the connection has ended this result.</exception>
    /// <exception cref="OperationCanceledException">This token or the query's was cancelled; the result has ended.</exception>
    public DuckDbChunk? NextChunk(CancellationToken cancellationToken = default)
    {
        ThrowIfDisposed();
        if (!_connection.TryEnter(out var turn))
        {
            // The other thread may be the one that disposes.
            ThrowIfDisposed();
            throw DuckDbConnection.InUse();
        }

        using (turn)
            return Next(cancellationToken);
    }

    /// <summary>Gives the result back; what is left of the query is not run. A read that waits in another thread ends with ObjectDisposedException.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        _interruption.Dispose();
        _connection.EndQuery(this);
        _chunk?.Dispose();
        _handle.Dispose();
    }

    /// <summary>Reads to the end, dropping rows.</summary>
    /// <returns>Rows changed, for a statement that changes rows.</returns>
    internal long Drain()
    {
        long changed = 0;
        while (NextChunk(_interruption.Token) is { } chunk)
        {
            if (_handle.Kind == NativeResultKind.ChangedRows)
                changed = chunk[0].GetInt64(0);
        }

        return changed;
    }

    /// <summary>The connection goes on to something else.</summary>
    internal void Supersede()
    {
        _interruption.Dispose();
        _superseded = IsLive;
    }

    private DuckDbChunk? Next(CancellationToken cancellationToken)
    {
        _chunk?.Dispose();
        _chunk = null;
        if (_superseded)
            throw new InvalidOperationException("Another command on the same connection has ended this result. Read it to its end first, or use a second connection.");
        return IsLive ? _chunk = Fetch(cancellationToken) : null;
    }

    private DuckDbChunk? Fetch(CancellationToken cancellationToken)
    {
        var fetched = new ChunkHandle(_handle);
        try
        {
            if (Fetch(fetched, cancellationToken))
                return new DuckDbChunk(fetched, Columns);
            End(queryIsOver: true);
            fetched.Dispose();
            return null;
        }
        catch (Exception error)
        {
            End(queryIsOver: error is DuckDbException);
            fetched.Dispose();
            ThrowIfDisposed();
            throw Cancelled(error, cancellationToken) ?? Cancelled(error, _interruption.Token) ?? error;
        }
    }

    private bool Fetch(ChunkHandle chunk, CancellationToken cancellationToken)
    {
        using var interruption = cancellationToken == _interruption.Token ? null : _interruption.With(cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        _interruption.Token.ThrowIfCancellationRequested();
        var any = _handle.Fetch(chunk);
        cancellationToken.ThrowIfCancellationRequested();
        _interruption.Token.ThrowIfCancellationRequested();
        ThrowIfDisposed();
        return any;
    }

    private static OperationCanceledException? Cancelled(Exception error, CancellationToken token) =>
        error is DuckDbException { Kind: DuckDbErrorKind.Interrupt } && token.IsCancellationRequested
            ? new OperationCanceledException("The query was cancelled.", error, token)
            : null;

    private void End(bool queryIsOver)
    {
        _interruption.Dispose();
        if (!queryIsOver)
            _connection.EndQuery_NeedsTurn(this);
        IsLive = false;
    }

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);

    private DuckDbColumn Column(int index)
    {
        using var type = _handle.ColumnType(index);
        return new DuckDbColumn(_handle.ColumnName(index), DuckDbTypeReader.Read(type));
    }
}
