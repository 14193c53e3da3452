using System.Text;

namespace MeshStarter.Lake.Parquet.Footers;

/// <summary>
/// Reads Thrift's compact protocol, as far as a Parquet footer goes. Every length is validated against what remains, every nesting against
/// a limit: damaged bytes are a <see cref="FormatException"/> and never a large allocation or a long loop.
/// </summary>
internal ref struct ThriftReader(ReadOnlySpan<byte> data)
{
    private const int MaxDepth = 32;

    private readonly ReadOnlySpan<byte> _data = data;
    private int _position;

    public readonly int Remaining => _data.Length - _position;

    /// <summary>Reads a field's header.</summary>
    /// <param name="last">The number of the field before, 0 at first; becomes this one's.</param>
    /// <param name="type">The field's type.</param>
    /// <returns>Whether there is one; else the struct ends.</returns>
    public bool TryReadField(ref int last, out ThriftType type)
    {
        var header = ReadByte();
        type = (ThriftType)(header & 0x0F);
        if (type == ThriftType.Stop)
        {
            return false;
        }

        last = header >> 4 is var step && step != 0 ? last + step : (int)ReadInteger();
        return true;
    }

    /// <summary>A boolean field's value is in its type.</summary>
    public static bool BooleanOf(ThriftType type) => type == ThriftType.True;

    public long ReadInteger()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = ReadByte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return (long)(value >> 1) ^ -(long)(value & 1);
            }
        }

        throw Damaged("a number has more than 64 bits");
    }

    public string ReadString()
    {
        var bytes = Take(ReadLength());
        return System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : throw Damaged("a text is not UTF-8");
    }

    /// <summary>Reads a list's header.</summary>
    /// <returns>How many elements follow, and of what type; each takes a byte at least.</returns>
    public int ReadList(out ThriftType elements)
    {
        var header = ReadByte();
        elements = (ThriftType)(header & 0x0F);
        var count = header >> 4 is var few && few < 15 ? few : ReadLength();
        return count <= Remaining ? count : throw Damaged($"a list of {count} is stated, and {Remaining} bytes follow");
    }

    /// <summary>Passes over a field's value.</summary>
    public void Skip(ThriftType type) => Skip(type, isElement: false, depth: 0);

    private void Skip(ThriftType type, bool isElement, int depth)
    {
        if (depth > MaxDepth)
        {
            throw Damaged($"it is nested deeper than {MaxDepth} levels");
        }

        switch (type)
        {
            case ThriftType.True or ThriftType.False:
                // Within a list a boolean takes a byte; as a field it is in the header.
                if (isElement)
                {
                    ReadByte();
                }

                break;
            case ThriftType.Byte:
                ReadByte();
                break;
            case ThriftType.Short or ThriftType.Integer or ThriftType.Long:
                ReadInteger();
                break;
            case ThriftType.Double:
                Take(8);
                break;
            case ThriftType.Binary:
                Take(ReadLength());
                break;
            case ThriftType.List or ThriftType.Set:
                for (var count = ReadList(out var elements); count > 0; count--)
                {
                    Skip(elements, isElement: true, depth + 1);
                }

                break;
            case ThriftType.Struct:
                for (var last = 0; TryReadField(ref last, out var field);)
                {
                    Skip(field, isElement: false, depth + 1);
                }

                break;
            default:
                throw Damaged($"there is no type {(int)type} in a footer");
        }
    }

    public byte ReadByte() => _position < _data.Length ? _data[_position++] : throw Damaged("it ends too early");

    private int ReadLength()
    {
        ulong value = 0;
        for (var shift = 0; shift < 35; shift += 7)
        {
            var next = ReadByte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value <= (ulong)Remaining ? (int)value : throw Damaged($"a length of {value} is stated, and {Remaining} bytes follow");
            }
        }

        throw Damaged("a length has more than 32 bits");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > Remaining)
        {
            throw Damaged("it ends too early");
        }

        var taken = _data.Slice(_position, count);
        _position += count;
        return taken;
    }

    private readonly FormatException Damaged(string what) => new($"at byte {_position} of the footer: {what}");
}

/// <summary>The compact protocol's types.</summary>
internal enum ThriftType
{
    Stop = 0,
    True = 1,
    False = 2,
    Byte = 3,
    Short = 4,
    Integer = 5,
    Long = 6,
    Double = 7,
    Binary = 8,
    List = 9,
    Set = 10,
    Struct = 12,
}
