using System.Runtime.InteropServices;

namespace MeshStarter.DuckDb.Native;

/// <summary>A duckdb_result in native memory, where the engine may point at it.</summary>
internal sealed unsafe class ResultHandle : EngineHandle
{
    private ResultHandle(EngineHandle parent) : base(parent) =>
        handle = (nint)NativeMemory.AllocZeroed((nuint)sizeof(NativeResult));

    private NativeResult* Native => (NativeResult*)handle;

    /// <summary>Runs until the first rows are there, or to the end when there are none.</summary>
    internal static ResultHandle Execute(ConnectionHandle connection, PendingHandle pending)
    {
        var result = new ResultHandle(connection);
        if (NativeMethods.ExecutePending(pending, result.Native) == NativeState.Success)
        {
            return result;
        }

        var error = result.Error() ?? DuckDbException.FromMessage(
            NativeText.Borrowed(NativeMethods.PendingError(pending)) ?? "The engine could not run the statement.");
        result.Dispose();
        throw error;
    }

    internal NativeResultKind Kind => NativeMethods.ResultReturnType(*Native);

    internal bool IsStreaming => NativeMethods.ResultIsStreaming(*Native);

    internal int ColumnCount => (int)NativeMethods.ColumnCount(Native);

    internal string ColumnName(int column) => NativeText.Borrowed(NativeMethods.ColumnName(Native, (ulong)column)) ?? "";

    internal LogicalTypeHandle ColumnType(int column) => new(NativeMethods.ColumnLogicalType(Native, (ulong)column));

    internal ArrowOptionsHandle ArrowOptions() => new(this, NativeMethods.ArrowOptions(Native));

    /// <summary>Fetches into a chunk that holds this result; false at the end.</summary>
    internal bool Fetch(ChunkHandle chunk)
    {
        if (chunk.Take(NativeMethods.FetchChunk(*Native)))
        {
            return true;
        }

        return Error() is { } error ? throw error : false;
    }

    private DuckDbException? Error() =>
        NativeText.Borrowed(NativeMethods.ResultError(Native)) is { Length: > 0 } message
            ? new DuckDbException(NativeMethods.ResultErrorKind(Native), message)
            : null;

    protected override void Destroy()
    {
        NativeMethods.DestroyResult(Native);
        NativeMemory.Free(Native);
    }
}

internal sealed class ChunkHandle(EngineHandle owner) : EngineHandle(owner)
{
    /// <summary>Takes ownership; false when there is nothing.</summary>
    internal bool Take(nint chunk)
    {
        handle = chunk;
        return chunk != 0;
    }

    protected override void Destroy() => NativeMethods.DestroyChunk(ref handle);
}

internal sealed class LogicalTypeHandle : EngineHandle
{
    internal LogicalTypeHandle(nint type) : base(null) => handle = type;

    protected override void Destroy() => NativeMethods.DestroyLogicalType(ref handle);
}
