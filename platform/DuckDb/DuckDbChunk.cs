using MeshStarter.DuckDb.Native;

namespace MeshStarter.DuckDb;

/// <summary>
/// Up to 2048 rows, by column. Belongs to the result that gave it and ends with its next chunk, with its Dispose or
/// with this one's; afterwards every read throws ObjectDisposedException. Spans read from it end with it too.
/// </summary>
public sealed class DuckDbChunk : IDisposable
{
    private readonly ChunkHandle _handle;
    private readonly DuckDbVector[] _vectors;

    internal DuckDbChunk(ChunkHandle handle, IReadOnlyList<DuckDbColumn> columns)
    {
        _handle = handle;
        RowCount = (int)NativeMethods.ChunkSize(handle);
        _vectors = new DuckDbVector[columns.Count];
        for (var i = 0; i < _vectors.Length; i++)
        {
            _vectors[i] = new DuckDbVector(this, columns[i].Type, NativeMethods.ChunkVector(handle, (ulong)i), RowCount);
        }
    }

    /// <summary>The number of rows.</summary>
    public int RowCount { get; }

    /// <summary>The number of columns.</summary>
    public int ColumnCount => _vectors.Length;

    internal void ToArrow(ArrowOptionsHandle options, nint array)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        ArrowOptionsHandle.Check(NativeMethods.ChunkToArrow(options, _handle, array));
    }

    internal bool IsDisposed { get; private set; }

    /// <summary>One column's values.</summary>
    public DuckDbVector this[int column]
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsDisposed, this);
            return _vectors[column];
        }
    }

    /// <summary>Frees the rows.</summary>
    public void Dispose()
    {
        IsDisposed = true;
        _handle.Dispose();
    }
}
