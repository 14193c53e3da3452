using MeshStarter.DuckDb.Native;
using MeshStarter.DuckDb.Running;

namespace MeshStarter.DuckDb;

/// <summary>
/// A connection: one transaction and one open result at a time. Calls block; run them on a thread of your own.
/// Not for several threads at once (refused with InvalidOperationException), but a token may be cancelled and the
/// connection be disposed from any thread. A further command on the connection, also on its statements and appenders,
/// ends the result that is open. A result outlives its connection's Dispose.
/// Without BEGIN each statement is a transaction of its own.
/// </summary>
public sealed partial class DuckDbConnection : IDisposable
{
    private readonly ConnectionHandle _handle;
    private readonly SessionTransaction _transaction;

    internal DuckDbConnection(ConnectionHandle handle, bool hasSharedTables)
    {
        _handle = handle;
        _transaction = new SessionTransaction(handle, hasSharedTables);
    }

    /// <summary>Runs one or many statements to their end; rows they yield are dropped. A failing statement ends the run: those before it stay done unless the text opened a transaction.</summary>
    /// <exception cref="DuckDbException">The engine refused or failed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the statement under way was rolled back.</exception>
    public void Execute(string sql, CancellationToken cancellationToken = default)
    {
        using var extracted = Extract(sql);
        for (var i = 0; i < extracted.Count; i++)
        {
            var index = i;
            using var result = Run(() => StatementHandle.Prepare(_handle, extracted, index), cancellationToken);
            result.Drain();
        }
    }

    /// <summary>Prepares exactly one statement; parameters are ?, $1 or $name.</summary>
    /// <exception cref="DuckDbException">The text does not parse or bind, or holds no or several statements.</exception>
    public DuckDbStatement Prepare(string sql)
    {
        NativeText.Terminated(sql, nameof(sql));
        using var use = EnterForCommand();
        return new DuckDbStatement(this, sql, StatementHandle.Prepare(_handle, sql));
    }

    /// <summary>Runs exactly one statement and streams its rows. The token governs the result to its end.</summary>
    /// <exception cref="DuckDbException">The engine refused or failed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public DuckDbResult Query(string sql, CancellationToken cancellationToken = default)
    {
        NativeText.Terminated(sql, nameof(sql));
        return Run(() => StatementHandle.Prepare(_handle, sql), cancellationToken);
    }

    /// <summary>The first column of the first row. It is not converted: a BIGINT is a long, a DOUBLE a double.</summary>
    /// <returns>The value; null for NULL or no row, where T can be null.</returns>
    /// <exception cref="InvalidCastException">The value is not a T, or is NULL or absent and T cannot be null.</exception>
    public T? Scalar<T>(string sql, CancellationToken cancellationToken = default)
    {
        using var result = Query(sql, cancellationToken);
        return (result.NextChunk(cancellationToken) is { } chunk ? chunk[0].GetValue(0) : null) switch
        {
            T value => value,
            null when default(T) is null => default,
            null => throw new InvalidCastException($"The answer is NULL or has no row; ask for a nullable {typeof(T)}."),
            var other => throw new InvalidCastException($"The answer is a {other.GetType()}, not a {typeof(T)}; cast it in SQL."),
        };
    }

    /// <summary>Runs exactly one statement and returns what is read of each of its rows.</summary>
    /// <inheritdoc cref="Query"/>
    public IReadOnlyList<T> Rows<T>(string sql, Func<DuckDbChunk, int, T> read, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(read);
        List<T> rows = [];
        using var result = Query(sql, cancellationToken);
        while (result.NextChunk(cancellationToken) is { } chunk)
        {
            rows.AddRange(Enumerable.Range(0, chunk.RowCount).Select(row => read(chunk, row)));
        }

        return rows;
    }

    /// <summary>Opens a fast way to add rows to a table.</summary>
    /// <param name="schema">The table's schema, null for the default one.</param>
    /// <param name="table">The table's name, unquoted.</param>
    /// <exception cref="DuckDbException">There is no such table.</exception>
    public DuckDbAppender Appender(string? schema, string table)
    {
        if (schema is not null)
        {
            NativeText.Terminated(schema, nameof(schema));
        }

        NativeText.Terminated(table, nameof(table));
        using var use = EnterForCommand();
        return new DuckDbAppender(this, AppenderHandle.Open(_handle, schema, table));
    }

    /// <summary>Gives the connection back; an open transaction is rolled back once the last open result has gone.</summary>
    public void Dispose() => _handle.Dispose();

    /// <summary>Prepares and runs in one turn and one transaction.</summary>
    private DuckDbResult Run(Func<StatementHandle> prepare, CancellationToken cancellationToken)
    {
        using var use = EnterForCommand();
        return Open(new DuckDbResult(this, Execution.Start(_handle, _transaction, prepare, cancellationToken)));
    }

    /// <summary>Runs a statement with parameters.</summary>
    internal DuckDbResult Run(StatementHandle statement, CancellationToken cancellationToken)
    {
        using var use = EnterForCommand();
        return Open(new DuckDbResult(this, Execution.Start(_handle, _transaction, statement, cancellationToken)));
    }

    private ExtractedHandle Extract(string sql)
    {
        NativeText.Terminated(sql, nameof(sql));
        using var use = EnterForCommand();
        return ExtractedHandle.Extract(_handle, sql);
    }
}
