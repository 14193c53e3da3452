using System.Buffers.Binary;
using System.Text;

namespace MeshStarter.Platform.Workers.Wire.Arrow;

/// <summary>
/// Writes FlatBuffers (their "FlatBuffer Internals"), the form of Arrow's metadata, from the root on: what a field points to is written
/// behind it, and linked when it is. No package restores for it that would be worth its generated code: Arrow needs a dozen tables.
/// </summary>
internal sealed class FlatBufferWriter
{
    private const int Offset = sizeof(uint);

    private byte[] _bytes = new byte[1024];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>Begins a buffer; the place of its root is 0.</summary>
    public void Clear()
    {
        Length = 0;
        Zeros(Offset);
    }

    /// <summary>Writes a table and links it.</summary>
    /// <param name="at">The place of the field that points to it.</param>
    /// <param name="sizes">The sizes of its fields in their order; 0 for one that is left out.</param>
    /// <returns>The places of its fields.</returns>
    public int[] Table(int at, params ReadOnlySpan<int> sizes)
    {
        Align(sizeof(ushort));
        var description = Length;
        var descriptionBytes = (2 + sizes.Length) * sizeof(ushort);
        var start = Aligned(description + descriptionBytes, sizeof(long));
        var places = new int[sizes.Length];
        var end = start + Offset;
        for (var i = 0; i < sizes.Length; i++)
        {
            if (sizes[i] > 0)
            {
                places[i] = Aligned(end, sizes[i]);
                end = places[i] + sizes[i];
            }
        }

        Zeros(end - description);
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(description), (ushort)descriptionBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(description + sizeof(ushort)), (ushort)(end - start));
        for (var i = 0; i < sizes.Length; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(description + ((2 + i) * sizeof(ushort))), (ushort)(sizes[i] > 0 ? places[i] - start : 0));
        }

        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(start), start - description);
        Link(at, start);
        return places;
    }

    /// <summary>Writes a vector of zeros and links it.</summary>
    /// <returns>The place of its first element.</returns>
    public int Vector(int at, int count, int elementBytes)
    {
        // Its length is before the first element, which is aligned to its size.
        Zeros(Aligned(Length + sizeof(uint), Math.Min(elementBytes, sizeof(long))) - Length - sizeof(uint));
        Align(sizeof(uint));
        Link(at, Length);
        Zeros(sizeof(uint) + (count * elementBytes));
        var first = Length - (count * elementBytes);
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(first - sizeof(uint)), count);
        return first;
    }

    /// <summary>Writes a text and links it.</summary>
    public void Text(int at, string text)
    {
        Align(sizeof(uint));
        Link(at, Length);
        var bytes = Encoding.UTF8.GetByteCount(text);
        var start = Length;
        Zeros(sizeof(uint) + bytes + 1);
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(start), bytes);
        Encoding.UTF8.GetBytes(text, _bytes.AsSpan(start + sizeof(uint)));
    }

    public void Put(int at, byte value) => _bytes[at] = value;

    public void Put(int at, short value) => BinaryPrimitives.WriteInt16LittleEndian(_bytes.AsSpan(at), value);

    public void Put(int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(at), value);

    public void Put(int at, long value) => BinaryPrimitives.WriteInt64LittleEndian(_bytes.AsSpan(at), value);

    public void Align(int to) => Zeros(Aligned(Length, to) - Length);

    private static int Aligned(int length, int to) => (length + to - 1) / to * to;

    private void Link(int at, int target) => BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(at), target - at);

    private void Zeros(int count)
    {
        if (Length + count > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + count));
        }

        _bytes.AsSpan(Length, count).Clear();
        Length += count;
    }
}
