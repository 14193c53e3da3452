using MeshStarter.DuckDb.Native;

namespace MeshStarter.DuckDb;

/// <summary>A prepared statement; bind by position from 1, run as often as needed. Thread rules are its connection's.</summary>
public sealed partial class DuckDbStatement : IDisposable
{
    private readonly DuckDbConnection _connection;

    internal DuckDbStatement(DuckDbConnection connection, StatementHandle handle)
    {
        _connection = connection;
        Handle = handle;
    }

    internal StatementHandle Handle { get; }

    /// <summary>Runs the statement and streams its rows. The token governs the result until it is disposed.</summary>
    public DuckDbResult Query(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(Handle.IsDisposed, this);
        return _connection.Run(Handle, cancellationToken);
    }

    /// <summary>Runs the statement to its end.</summary>
    /// <returns>The rows that an INSERT, UPDATE, DELETE, MERGE or COPY changed, else 0.</returns>
    public long Execute(CancellationToken cancellationToken = default)
    {
        using var result = Query(cancellationToken);
        return result.Drain();
    }

    /// <summary>Gives the statement back; results of it go on.</summary>
    public void Dispose() => Handle.Dispose();
}
