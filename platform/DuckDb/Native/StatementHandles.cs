namespace MeshStarter.DuckDb.Native;

/// <summary>The statements of one text, parsed.</summary>
internal sealed unsafe class ExtractedHandle : EngineHandle
{
    private ExtractedHandle(ConnectionHandle connection) : base(connection)
    {
    }

    internal int Count { get; private set; }

    internal static ExtractedHandle Extract(ConnectionHandle connection, string sql)
    {
        var extracted = new ExtractedHandle(connection);
        extracted.Count = (int)NativeMethods.ExtractStatements(connection, sql, out extracted.handle);
        if (extracted.Count == 0 && extracted.handle != 0 && NativeText.Borrowed(NativeMethods.ExtractStatementsError(extracted)) is { } message)
        {
            extracted.Dispose();
            throw DuckDbException.FromMessage(message);
        }

        return extracted;
    }

    protected override void Destroy() => NativeMethods.DestroyExtracted(ref handle);
}

internal sealed unsafe class StatementHandle : EngineHandle
{
    private StatementHandle(ConnectionHandle connection) : base(connection)
    {
    }

    internal static StatementHandle Prepare(ConnectionHandle connection, string sql)
    {
        var statement = new StatementHandle(connection);
        return statement.Checked(NativeMethods.Prepare(connection, sql, out statement.handle));
    }

    internal static StatementHandle Prepare(ConnectionHandle connection, ExtractedHandle extracted, int index)
    {
        var statement = new StatementHandle(connection);
        return statement.Checked(NativeMethods.PrepareExtracted(connection, extracted, (ulong)index, out statement.handle));
    }

    /// <summary>BEGIN, COMMIT, ROLLBACK.</summary>
    internal bool IsTransactionControl => NativeMethods.StatementType(this) == NativeStatementType.Transaction;

    private StatementHandle Checked(NativeState state)
    {
        if (state == NativeState.Success)
        {
            return this;
        }

        var message = handle == 0 ? null : NativeText.Borrowed(NativeMethods.PrepareError(this));
        Dispose();
        throw DuckDbException.FromMessage(message ?? "The engine could not prepare the statement.");
    }

    protected override void Destroy() => NativeMethods.DestroyPrepare(ref handle);
}

/// <summary>An execution that has been planned and begun, but has no result yet.</summary>
internal sealed unsafe class PendingHandle : EngineHandle
{
    private PendingHandle(StatementHandle statement) : base(statement)
    {
    }

    internal static PendingHandle Begin(StatementHandle statement)
    {
        var pending = new PendingHandle(statement);
        if (NativeMethods.PendingStreaming(statement, out pending.handle) == NativeState.Success)
        {
            return pending;
        }

        var message = pending.handle == 0 ? null : NativeText.Borrowed(NativeMethods.PendingError(pending));
        pending.Dispose();
        throw DuckDbException.FromMessage(message ?? "The engine could not begin the statement.");
    }

    protected override void Destroy() => NativeMethods.DestroyPending(ref handle);
}
