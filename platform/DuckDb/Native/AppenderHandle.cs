namespace MeshStarter.DuckDb.Native;

/// <summary>The engine's appender: it gathers chunks and writes them to the table when flushed or when it has many.</summary>
internal sealed unsafe class AppenderHandle : EngineHandle
{
    private AppenderHandle(ConnectionHandle connection) : base(connection)
    {
    }

    internal static AppenderHandle Open(ConnectionHandle connection, string? schema, string table)
    {
        var appender = new AppenderHandle(connection);
        if (NativeMethods.CreateAppender(connection, schema, table, out appender.handle) == NativeState.Success)
        {
            return appender;
        }

        var error = appender.Error();
        appender.Dispose();
        throw error;
    }

    internal LogicalTypeHandle[] ColumnTypes()
    {
        var types = new LogicalTypeHandle[(int)NativeMethods.AppenderColumnCount(this)];
        for (var i = 0; i < types.Length; i++)
        {
            types[i] = new LogicalTypeHandle(NativeMethods.AppenderColumnType(this, (ulong)i));
        }

        return types;
    }

    internal void Append(ChunkHandle chunk) => Check(NativeMethods.AppendChunk(this, chunk));

    internal void Flush() => Check(NativeMethods.FlushAppender(this));

    // Destroying would write what is left and hide the outcome; what was not flushed is dropped.
    protected override void Destroy()
    {
        _ = NativeMethods.ClearAppender(handle);
        _ = NativeMethods.DestroyAppender(ref handle);
    }

    private void Check(NativeState state)
    {
        if (state != NativeState.Success)
        {
            throw Error();
        }
    }

    private DuckDbException Error()
    {
        var error = handle == 0 ? 0 : NativeMethods.AppenderError(this);
        try
        {
            return error == 0
                ? new DuckDbException(DuckDbErrorKind.Unknown, "The engine could not append.")
                : new DuckDbException(NativeMethods.ErrorKind(error), NativeText.Borrowed(NativeMethods.ErrorMessage(error)) ?? "");
        }
        finally
        {
            NativeMethods.DestroyError(ref error);
        }
    }
}
