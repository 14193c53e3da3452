using MeshStarter.DuckDb.Native;

namespace MeshStarter.DuckDb;

/// <summary>A prepared statement; bind by position from 1, run as often as needed. Thread rules are its connection's.</summary>
public sealed partial class DuckDbStatement : IDisposable
{
    private readonly DuckDbConnection _connection;
    private readonly StatementHandle _handle;
    private readonly string _sql;

    internal DuckDbStatement(DuckDbConnection connection, string sql, StatementHandle handle)
    {
        _connection = connection;
        _sql = sql;
        _handle = handle;
        ParameterCount = (int)NativeMethods.ParameterCount(handle);
    }

    /// <summary>The number of parameters.</summary>
    public int ParameterCount { get; }

    /// <summary>Runs the statement and streams its rows. The token governs the result to its end.</summary>
    /// <exception cref="DuckDbException">The engine refused or failed, or a parameter has no value.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public DuckDbResult Query(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_handle.IsDisposed, this);
        // Without parameters the engine may run a plan of older data (see SessionTransaction): it is prepared again.
        return ParameterCount == 0 ? _connection.Query(_sql, cancellationToken) : _connection.Run(_handle, cancellationToken);
    }

    /// <summary>Runs the statement to its end.</summary>
    /// <returns>The rows that an INSERT, UPDATE, DELETE, MERGE or COPY changed, else 0.</returns>
    /// <exception cref="DuckDbException">The engine refused or failed, or a parameter has no value.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the statement was rolled back.</exception>
    public long Execute(CancellationToken cancellationToken = default)
    {
        using var result = Query(cancellationToken);
        return result.Drain();
    }

    /// <summary>Gives the statement back; results of it go on.</summary>
    public void Dispose() => _handle.Dispose();
}
