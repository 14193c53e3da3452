using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using MeshStarter.DuckDb.Native;
using MeshStarter.DuckDb.Types;

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

    /// <summary>The number of values.</summary>
    public int Length { get; }

    /// <summary>Whether a row is NULL.</summary>
    public bool IsNull(int row)
    {
        CheckRow(row);
        return IsNullUnchecked(row);
    }

    /// <summary>
    /// All values of a type of fixed width as they are stored, for tight loops; where a row is NULL the value means
    /// nothing. T is the storage: long for BIGINT and the TIMESTAMPs, int for DATE, byte for BOOLEAN, the integer of
    /// its width for DECIMAL and ENUM, Int128 for HUGEINT. Not copied: the span ends with the chunk.
    /// </summary>
    /// <exception cref="InvalidCastException">The type is not stored as T.</exception>
    public ReadOnlySpan<T> GetSpan<T>()
        where T : unmanaged
    {
        if (_chunk.IsDisposed)
        {
            ThrowDisposed();
        }

        if (typeof(T) != Type.StorageType)
        {
            throw new InvalidCastException($"{Type} is stored as {Type.StorageType?.Name ?? "no fixed width"}, not as {typeof(T).Name}.");
        }

        return new ReadOnlySpan<T>(_data, Length);
    }

    private bool IsNullUnchecked(int row) =>
        _validity is not null && (_validity[row >> 6] & (1UL << (row & 63))) == 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private T At<T>(int row, DuckDbTypeId id)
        where T : unmanaged
    {
        Require(id);
        return At<T>(row);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private T At<T>(int row)
        where T : unmanaged
    {
        Check(row);
        return Unsafe.ReadUnaligned<T>(_data + ((nint)row * sizeof(T)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Check(int row)
    {
        CheckRow(row);
        if (IsNullUnchecked(row))
        {
            ThrowNull(row);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void CheckRow(int row)
    {
        if (_chunk.IsDisposed)
        {
            ThrowDisposed();
        }

        if ((uint)row >= (uint)Length)
        {
            ThrowOutside(row);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Require(DuckDbTypeId id)
    {
        if (Type.Id != id)
        {
            ThrowWrongType(id);
        }
    }

    [DoesNotReturn]
    private void ThrowWrongType(DuckDbTypeId wanted) => throw WrongType(wanted.ToString());

    private InvalidCastException WrongType(string wanted) => new($"The column is {Type}, not {wanted}.");

    [DoesNotReturn]
    private static void ThrowNull(int row) =>
        throw new InvalidOperationException($"Row {row} is NULL. Ask IsNull first.");

    [DoesNotReturn]
    private void ThrowOutside(int row) =>
        throw new ArgumentOutOfRangeException(nameof(row), row, $"There are {Length} rows.");

    [DoesNotReturn]
    private static void ThrowDisposed() =>
        throw new ObjectDisposedException(nameof(DuckDbChunk), "The chunk has ended: its result went on to the next one, or was disposed.");
}
