using MeshStarter.DuckDb.Native;

namespace MeshStarter.DuckDb;

/// <summary>
/// A connection: one transaction and one open result at a time. Not for use by several threads at once (that is
/// refused with InvalidOperationException); a token may be cancelled and anything may be disposed from any thread.
/// A further command on the connection ends the result that is open. Results outlive their connection's Dispose.
/// </summary>
public sealed class DuckDbConnection : IDisposable
{
    private readonly ConnectionHandle _handle;
    private DuckDbResult? _open;
    private int _busy;

    internal DuckDbConnection(ConnectionHandle handle) => _handle = handle;

    /// <summary>Runs one or many statements to their end; rows they yield are dropped. A failing statement ends the run: those before it stay done unless the text opened a transaction.</summary>
    /// <exception cref="DuckDbException">The engine refused or failed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the statement was rolled back.</exception>
    public void Execute(string sql, CancellationToken cancellationToken = default)
    {
        using var extracted = Extract(sql);
        for (var i = 0; i < extracted.Count; i++)
        {
            using var statement = Prepare(extracted, i);
            using var result = Run(statement, cancellationToken);
            result.Drain(cancellationToken);
        }
    }

    /// <summary>Prepares exactly one statement; parameters are ?, $1 or $name.</summary>
    public DuckDbStatement Prepare(string sql)
    {
        using var turn = Enter();
        return new DuckDbStatement(this, StatementHandle.Prepare(_handle, NativeText.Terminated(sql, nameof(sql))));
    }

    /// <summary>Runs exactly one statement and streams its rows. The token governs the result until it is disposed.</summary>
    public DuckDbResult Query(string sql, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var statement = Prepare(sql);
        return Run(statement.Handle, cancellationToken);
    }

    /// <summary>How many statements a text holds, by the engine's parser; nothing is run.</summary>
    /// <exception cref="DuckDbException">The text does not parse.</exception>
    public int CountStatements(string sql)
    {
        using var extracted = Extract(sql);
        return extracted.Count;
    }

    /// <summary>Gives the connection back; an open transaction is rolled back once the last open result has gone.</summary>
    public void Dispose() => _handle.Dispose();

    /// <summary>Begins a statement and waits until its first rows are there.</summary>
    internal DuckDbResult Run(StatementHandle statement, CancellationToken cancellationToken)
    {
        using var turn = Enter();
        cancellationToken.ThrowIfCancellationRequested();
        var interrupt = new Interruption(_handle, cancellationToken);
        try
        {
            // Beginning clears the engine's interrupt flag, so a token cancelled before that is looked at once more.
            using var pending = PendingHandle.Begin(statement);
            cancellationToken.ThrowIfCancellationRequested();
            var result = new DuckDbResult(this, ResultHandle.Execute(_handle, pending), interrupt);
            _open = result;
            return result;
        }
        catch (Exception error)
        {
            interrupt.Dispose();
            if (error is DuckDbException { Kind: DuckDbErrorKind.Interrupt } && cancellationToken.IsCancellationRequested)
                throw new OperationCanceledException("The query was cancelled.", error, cancellationToken);
            throw;
        }
    }

    /// <summary>Takes the connection's turn for a call that ends an open result.</summary>
    internal Turn Enter()
    {
        ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
        var turn = Take();
        _open?.Supersede();
        _open = null;
        return turn;
    }

    /// <summary>Takes the connection's turn.</summary>
    internal Turn Take() =>
        Interlocked.Exchange(ref _busy, 1) == 0
            ? new Turn(this)
            : throw new InvalidOperationException("The connection is in use by another thread. Open one connection per thread.");

    internal void Closed(DuckDbResult result) => Interlocked.CompareExchange(ref _open, null, result);

    private ExtractedHandle Extract(string sql)
    {
        using var turn = Enter();
        return ExtractedHandle.Extract(_handle, NativeText.Terminated(sql, nameof(sql)));
    }

    private StatementHandle Prepare(ExtractedHandle extracted, int index)
    {
        using var turn = Enter();
        return StatementHandle.Prepare(_handle, extracted, index);
    }

    internal readonly ref struct Turn(DuckDbConnection connection) : IDisposable
    {
        public void Dispose() => Volatile.Write(ref connection._busy, 0);
    }
}
