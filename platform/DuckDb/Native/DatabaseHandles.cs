namespace MeshStarter.DuckDb.Native;

internal sealed unsafe class ConfigHandle : EngineHandle
{
    internal ConfigHandle() : base(null)
    {
        if (NativeMethods.CreateConfig(out handle) != NativeState.Success)
        {
            throw new DuckDbException(DuckDbErrorKind.OutOfMemory, "The engine could not create a configuration.");
        }
    }

    protected override void Destroy() => NativeMethods.DestroyConfig(ref handle);
}

internal sealed unsafe class DatabaseHandle() : EngineHandle(null)
{
    internal static DatabaseHandle Open(string path, ConfigHandle config)
    {
        var database = new DatabaseHandle();
        if (NativeMethods.Open(path, out database.handle, config, out var error) == NativeState.Success)
        {
            return database;
        }

        var message = NativeText.Owned(error);
        database.Dispose();
        throw DuckDbException.FromMessage(message ?? $"The database {path} could not be opened.");
    }

    protected override void Destroy() => NativeMethods.Close(ref handle);
}

internal sealed unsafe class ConnectionHandle(DatabaseHandle database) : EngineHandle(database)
{
    internal static ConnectionHandle Connect(DatabaseHandle database)
    {
        var connection = new ConnectionHandle(database);
        if (NativeMethods.Connect(database, out connection.handle) == NativeState.Success)
        {
            return connection;
        }

        connection.Dispose();
        throw new DuckDbException(DuckDbErrorKind.Connection, "The engine refused a further connection.");
    }

    /// <summary>
    /// Stops the query that is open, if any. The C API has no call for it, and destroying a stream that is not read to
    /// its end leaves its query and transaction open; but every prepare begins by ending them, and an empty text
    /// prepares nothing. By the raw pointer: the connection may be disposed while a result holds it.
    /// </summary>
    internal void EndQuery()
    {
        _ = NativeMethods.Prepare(handle, "", out var nothing);
        NativeMethods.DestroyPrepare(ref nothing);
    }

    /// <summary>Runs a command without rows; it ends a query that is open.</summary>
    internal void Command(string sql)
    {
        if (Failure(sql) is { } failure)
        {
            throw failure;
        }
    }

    /// <summary>The same; false where the engine refuses.</summary>
    internal bool TryCommand(string sql) => Failure(sql) is null;

    private DuckDbException? Failure(string sql)
    {
        var result = default(NativeResult);
        try
        {
            return NativeMethods.Query(handle, sql, &result) == NativeState.Success
                ? null
                : new DuckDbException(NativeMethods.ResultErrorKind(&result), NativeText.Borrowed(NativeMethods.ResultError(&result)) ?? "");
        }
        finally
        {
            NativeMethods.DestroyResult(&result);
        }
    }

    protected override void Destroy() => NativeMethods.Disconnect(ref handle);
}
