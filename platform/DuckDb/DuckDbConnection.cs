using MeshStarter.DuckDb.Native;

namespace MeshStarter.DuckDb;

/// <summary>
/// A connection: one transaction and one open result at a time. Calls block; run them on a thread of your own.
/// Not for several threads at once (refused with InvalidOperationException), but a token may be cancelled and anything
/// may be disposed from any thread. A further command on the connection, also on its statements and appenders, ends
/// the result that is open. A result outlives its connection's Dispose.
/// </summary>
public sealed class DuckDbConnection : IDisposable
{
    private readonly ConnectionHandle _handle;
    private readonly Lock _openLock = new();
    private DuckDbResult? _open;
    private int _busy;

    internal DuckDbConnection(ConnectionHandle handle) => _handle = handle;

    /// <summary>Runs one or many statements to their end; rows they yield are dropped. A failing statement ends the run: those before it stay done unless the text opened a transaction.</summary>
    /// <exception cref="DuckDbException">The engine refused or failed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the statement under way was rolled back.</exception>
    public void Execute(string sql, CancellationToken cancellationToken = default)
    {
        using var extracted = Extract(sql);
        for (var i = 0; i < extracted.Count; i++)
        {
            using var statement = Prepare(extracted, i);
            using var result = Run(statement, cancellationToken);
            result.Drain();
        }
    }

    /// <summary>Prepares exactly one statement; parameters are ?, $1 or $name.</summary>
    /// <exception cref="DuckDbException">The text does not parse or bind, or holds no or several statements.</exception>
    public DuckDbStatement Prepare(string sql)
    {
        using var turn = EnterForCommand();
        return new DuckDbStatement(this, StatementHandle.Prepare(_handle, NativeText.Terminated(sql, nameof(sql))));
    }

    /// <summary>Runs exactly one statement and streams its rows. The token governs the result to its end.</summary>
    /// <exception cref="DuckDbException">The engine refused or failed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public DuckDbResult Query(string sql, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var statement = Prepare(sql);
        return Run(statement.Handle, cancellationToken);
    }

    /// <summary>
    /// The first column of the first row. Whole numbers convert to any whole type that holds them and to double and
    /// decimal; a DECIMAL to decimal and double; a FLOAT to double.
    /// </summary>
    /// <returns>The value; null for NULL or no row, where T can be null.</returns>
    /// <exception cref="InvalidCastException">The value is not a T, or is NULL or absent and T cannot be null.</exception>
    /// <exception cref="OverflowException">The value does not fit T.</exception>
    public T? Scalar<T>(string sql, CancellationToken cancellationToken = default)
    {
        using var result = Query(sql, cancellationToken);
        return ScalarConversion.To<T>(result.NextChunk(cancellationToken) is { } chunk ? chunk[0].GetValue(0) : null);
    }

    /// <summary>Opens a fast way to add rows to a table.</summary>
    /// <param name="schema">The table's schema, null for the default one.</param>
    /// <param name="table">The table's name, unquoted.</param>
    /// <exception cref="DuckDbException">There is no such table.</exception>
    public DuckDbAppender Appender(string? schema, string table)
    {
        using var turn = EnterForCommand();
        var handle = AppenderHandle.Open(
            _handle,
            schema is null ? null : NativeText.Terminated(schema, nameof(schema)),
            NativeText.Terminated(table, nameof(table)));
        return new DuckDbAppender(this, handle);
    }

    /// <summary>How many statements a text holds, by the engine's parser; nothing is run.</summary>
    /// <exception cref="DuckDbException">The text does not parse.</exception>
    public int ExtractStatementCount(string sql)
    {
        using var extracted = Extract(sql);
        return extracted.Count;
    }

    /// <summary>Gives the connection back; an open transaction is rolled back once the last open result has gone.</summary>
    public void Dispose() => _handle.Dispose();

    /// <summary>Begins a statement and waits until its first rows are there.</summary>
    internal DuckDbResult Run(StatementHandle statement, CancellationToken cancellationToken)
    {
        using var turn = EnterForCommand();
        cancellationToken.ThrowIfCancellationRequested();
        var interruption = new Interruption(_handle, cancellationToken);
        var begun = false;
        try
        {
            // Beginning clears the engine's interrupt flag: a token cancelled meanwhile is asked once more.
            using var pending = PendingHandle.Begin(statement);
            begun = true;
            cancellationToken.ThrowIfCancellationRequested();
            var result = new DuckDbResult(this, ResultHandle.Execute(_handle, pending), interruption);
            lock (_openLock)
                _open = result;
            return result;
        }
        catch (Exception error)
        {
            interruption.Dispose();
            if (begun)
                _handle.EndQuery();
            if (error is DuckDbException { Kind: DuckDbErrorKind.Interrupt } && cancellationToken.IsCancellationRequested)
                throw new OperationCanceledException("The query was cancelled.", error, cancellationToken);
            throw;
        }
    }

    /// <summary>Takes the connection's turn for a command, which ends an open result.</summary>
    internal Turn EnterForCommand()
    {
        ObjectDisposedException.ThrowIf(_handle.IsDisposed, this);
        var turn = Enter();
        turn.Hold(_handle);
        if (_open is { } open)
        {
            open.Supersede();
            EndQuery_NeedsTurn(open);
        }

        return turn;
    }

    /// <summary>Takes the connection's turn for what leaves an open result alone.</summary>
    internal Turn Enter() =>
        TryEnter(out var turn) ? turn : throw InUse();

    /// <summary>Takes the connection's turn if no other thread has it.</summary>
    internal bool TryEnter(out Turn turn)
    {
        var free = Interlocked.Exchange(ref _busy, 1) == 0;
        turn = free ? new Turn(this) : default;
        return free;
    }

    internal static InvalidOperationException InUse() => new("The connection is in use by another thread. Open one connection per thread.");

    /// <summary>Stops what is left of a result's query, if it is the one that is open.</summary>
    internal void EndQuery_NeedsTurn(DuckDbResult result)
    {
        lock (_openLock)
        {
            if (_open != result)
                return;
            _open = null;
        }

        if (result.IsLive)
            _handle.EndQuery();
    }

    /// <summary>The same from any thread: where another one is reading the result, it is interrupted and ends the query.</summary>
    internal void EndQuery(DuckDbResult result)
    {
        if (TryEnter(out var turn))
        {
            using (turn)
                EndQuery_NeedsTurn(result);
            return;
        }

        // Under the lock a further command cannot have begun: it first closes what is open, and beginning clears the interrupt.
        lock (_openLock)
        {
            if (_open == result)
                NativeMethods.Interrupt(_handle.DangerousGetHandle());
        }
    }

    private ExtractedHandle Extract(string sql)
    {
        using var turn = EnterForCommand();
        return ExtractedHandle.Extract(_handle, NativeText.Terminated(sql, nameof(sql)));
    }

    private StatementHandle Prepare(ExtractedHandle extracted, int index)
    {
        using var turn = EnterForCommand();
        return StatementHandle.Prepare(_handle, extracted, index);
    }

    /// <summary>One thread's turn on the connection.</summary>
    internal ref struct Turn(DuckDbConnection connection) : IDisposable
    {
        private ConnectionHandle? _held;

        /// <summary>Keeps the engine's connection open for the turn, even if another thread disposes it meanwhile.</summary>
        internal void Hold(ConnectionHandle handle)
        {
            var held = false;
            try
            {
                handle.DangerousAddRef(ref held);
            }
            finally
            {
                if (held)
                    _held = handle;
                else
                    Dispose();
            }
        }

        public readonly void Dispose()
        {
            _held?.DangerousRelease();
            Volatile.Write(ref connection._busy, 0);
        }
    }
}
