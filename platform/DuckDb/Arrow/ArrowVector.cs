using MeshStarter.DuckDb.Native;

namespace MeshStarter.DuckDb.Arrow;

/// <summary>The values of one column of a batch, or those beneath a nested one. It ends with its batch.</summary>
public readonly unsafe ref struct ArrowVector
{
    private readonly NativeArrowArray* _array;

    internal ArrowVector(NativeArrowArray* array)
    {
        // The engine writes each batch from its first value on.
        if (array->Offset != 0)
        {
            throw new NotSupportedException($"An Arrow array that begins at its value {array->Offset} is not read.");
        }

        _array = array;
    }

    /// <summary>The number of values.</summary>
    public long Length => _array->Length;

    /// <summary>The number of values that are null.</summary>
    public long NullCount => _array->NullCount;

    /// <summary>The number of buffers, the one of nulls included.</summary>
    public int BufferCount => (int)_array->BufferCount;

    /// <summary>The number of vectors beneath it.</summary>
    public int ChildCount => (int)_array->ChildCount;

    /// <summary>One of the vectors beneath it.</summary>
    public ArrowVector Child(int index) => index >= 0 && index < _array->ChildCount ? new(_array->Children[index]) : throw new ArgumentOutOfRangeException(nameof(index));

    /// <summary>The first bytes of a buffer, as many as its type says; none where there is no buffer.</summary>
    /// <param name="index">Which buffer.</param>
    /// <param name="length">Its length in bytes, which the C data interface does not have.</param>
    public ReadOnlySpan<byte> Buffer(int index, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, BufferCount);
        return _array->Buffers[index] is null ? [] : new ReadOnlySpan<byte>(_array->Buffers[index], length);
    }
}
