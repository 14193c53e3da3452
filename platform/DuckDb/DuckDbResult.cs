using MeshStarter.DuckDb.Native;

namespace MeshStarter.DuckDb;

/// <summary>
/// Rows as they come, chunk by chunk (up to 2048 rows each); the whole is never held. A result keeps its connection
/// alive. It owns the chunk it gave out: fetching the next one or disposing the result ends that chunk.
/// </summary>
public sealed class DuckDbResult : IDisposable
{
    private readonly DuckDbConnection _connection;
    private readonly ResultHandle _handle;
    private readonly Interruption _interruption;
    private DuckDbChunk? _chunk;
    private State _state;

    internal DuckDbResult(DuckDbConnection connection, ResultHandle handle, Interruption interruption)
    {
        _connection = connection;
        _handle = handle;
        _interruption = interruption;
        Columns = [.. Enumerable.Range(0, handle.ColumnCount).Select(Column)];
    }

    private enum State
    {
        Open,
        Ended,
        Superseded,
    }

    /// <summary>The columns, in order. A statement that changes rows has one: "Count".</summary>
    public IReadOnlyList<DuckDbColumn> Columns { get; }

    /// <summary>The next chunk, or null when there are no more. Ends the chunk given out before.</summary>
    /// <exception cref="InvalidOperationException">A further command on the connection has ended this result.</exception>
    /// <exception cref="OperationCanceledException">This token or the query's was cancelled; the result has ended.</exception>
    public DuckDbChunk? NextChunk(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
        using var turn = _connection.Take();
        _chunk?.Dispose();
        _chunk = null;
        if (_state == State.Superseded)
            throw new InvalidOperationException("Another command on the same connection has ended this result. Read it to its end first, or use a second connection.");
        if (_state == State.Ended)
            return null;
        return _chunk = Fetch(cancellationToken);
    }

    /// <summary>Gives the result back; what is left of the query is not run.</summary>
    public void Dispose()
    {
        _interruption.Dispose();
        _chunk?.Dispose();
        _connection.Closed(this);
        _handle.Dispose();
    }

    /// <summary>Reads to the end, dropping rows.</summary>
    /// <returns>Rows changed, for a statement that changes rows.</returns>
    internal long Drain(CancellationToken cancellationToken)
    {
        long changed = 0;
        while (NextChunk(cancellationToken) is { } chunk)
        {
            if (_handle.Kind == NativeResultKind.ChangedRows && chunk.RowCount > 0)
                changed = chunk[0].GetInt64(0);
        }

        return changed;
    }

    /// <summary>The connection goes on to something else.</summary>
    internal void Supersede()
    {
        _interruption.Dispose();
        if (_state == State.Open)
            _state = State.Superseded;
    }

    private DuckDbChunk? Fetch(CancellationToken cancellationToken)
    {
        var queryToken = _interruption.Token;
        ChunkHandle? fetched = null;
        try
        {
            using var interruption = cancellationToken == queryToken ? null : _interruption.With(cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            queryToken.ThrowIfCancellationRequested();
            fetched = _handle.Fetch();
            cancellationToken.ThrowIfCancellationRequested();
            queryToken.ThrowIfCancellationRequested();
        }
        catch (Exception error)
        {
            End();
            fetched?.Dispose();
            if (error is not DuckDbException { Kind: DuckDbErrorKind.Interrupt })
                throw;
            if (cancellationToken.IsCancellationRequested)
                throw new OperationCanceledException("The query was cancelled.", error, cancellationToken);
            if (queryToken.IsCancellationRequested)
                throw new OperationCanceledException("The query was cancelled.", error, queryToken);
            throw;
        }

        if (fetched is null)
            End();
        return fetched is null ? null : new DuckDbChunk(fetched, Columns);
    }

    private void End()
    {
        _state = State.Ended;
        _interruption.Dispose();
    }

    private DuckDbColumn Column(int index)
    {
        using var type = _handle.ColumnType(index);
        return new DuckDbColumn(_handle.ColumnName(index), DuckDbTypeReader.Read(type));
    }
}
