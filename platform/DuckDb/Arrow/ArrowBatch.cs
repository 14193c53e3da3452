using System.Runtime.InteropServices;
using MeshStarter.DuckDb.Native;

namespace MeshStarter.DuckDb.Arrow;

/// <summary>The rows of a chunk in Arrow's layout; a copy, which does not end with the chunk.</summary>
public sealed unsafe class ArrowBatch : SafeHandle
{
    internal ArrowBatch(ArrowOptionsHandle options, ChunkHandle chunk) : base(0, ownsHandle: true)
    {
        handle = (nint)NativeMemory.AllocZeroed((nuint)sizeof(NativeArrowArray));
        ArrowOptionsHandle.Check(NativeMethods.ChunkToArrow(options, chunk, Native));
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>The number of rows.</summary>
    public int RowCount => (int)Rows.Length;

    /// <summary>The rows, as a struct of the columns.</summary>
    public ArrowVector Rows
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            return new(Native);
        }
    }

    private NativeArrowArray* Native => (NativeArrowArray*)handle;

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        if (Native->Release is not null)
        {
            Native->Release(Native);
        }

        NativeMemory.Free(Native);
        return true;
    }
}
