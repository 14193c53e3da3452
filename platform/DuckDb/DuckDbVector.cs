using System.Runtime.CompilerServices;
using MeshStarter.DuckDb.Native;

namespace MeshStarter.DuckDb;

/// <summary>
/// One column of a chunk, or the elements beneath a nested one. Reading is typed: a getter of another type than the
/// column's throws InvalidCastException, a NULL read as a value throws InvalidOperationException, a row outside
/// throws ArgumentOutOfRangeException, and a chunk that has ended throws ObjectDisposedException.
/// </summary>
public sealed unsafe partial class DuckDbVector
{
    private readonly DuckDbChunk _chunk;
    private readonly nint _vector;
    private readonly byte* _data;
    private readonly ulong* _validity;

    internal DuckDbVector(DuckDbChunk chunk, DuckDbType type, nint vector, int length)
    {
        _chunk = chunk;
        _vector = vector;
        Type = type;
        Length = length;
        _data = NativeMethods.VectorData(vector);
        _validity = NativeMethods.VectorValidity(vector);
    }

    /// <summary>The type of the values.</summary>
    public DuckDbType Type { get; }

    /// <summary>How many values there are.</summary>
    public int Length { get; }

    /// <summary>Whether a row is NULL.</summary>
    public bool IsNull(int row)
    {
        CheckRow(row);
        return IsNullUnchecked(row);
    }

    private bool IsNullUnchecked(int row) =>
        _validity is not null && (_validity[row >> 6] & (1UL << (row & 63))) == 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref readonly T At<T>(int row, DuckDbTypeId id)
        where T : unmanaged
    {
        if (Type.Id != id)
            ThrowWrongType(id);
        return ref At<T>(row);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref readonly T At<T>(int row)
        where T : unmanaged
    {
        CheckRow(row);
        if (IsNullUnchecked(row))
            ThrowNull(row);
        return ref Unsafe.AsRef<T>(_data + ((nint)row * sizeof(T)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void CheckRow(int row)
    {
        if (_chunk.IsDisposed)
            ThrowDisposed();
        if ((uint)row >= (uint)Length)
            ThrowOutside(row);
    }

    private void ThrowWrongType(DuckDbTypeId wanted) =>
        throw new InvalidCastException($"The column is {Type}, not {wanted}.");

    private static void ThrowNull(int row) =>
        throw new InvalidOperationException($"Row {row} is NULL. Ask IsNull first.");

    private void ThrowOutside(int row) =>
        throw new ArgumentOutOfRangeException(nameof(row), row, $"There are {Length} rows.");

    private static void ThrowDisposed() =>
        throw new ObjectDisposedException(nameof(DuckDbChunk), "The chunk has ended: its result went on to the next one, or was disposed.");
}
