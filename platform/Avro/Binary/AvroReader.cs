using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using MeshStarter.Platform.Avro.Schemas;

namespace MeshStarter.Platform.Avro.Binary;

/// <summary>
/// Reads Avro's binary encoding from bytes in memory, one value after another and without copying. Every length is
/// compared with what remains, so that damaged data is an <see cref="AvroDataException"/> and never a large allocation or a
/// long loop.
/// </summary>
/// <remarks>Pass it by <c>ref</c>: a copy reads on by itself.</remarks>
public ref struct AvroReader
{
    // Items that take no bytes are bounded by no length of the data; this bounds them.
    private const int MaxEmptyItems = 1_000_000;
    private const int MaxLevels = 1_000;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _data;
    private int _position;
    private int _emptyItems;

    /// <summary>Makes a reader that is at the first of <paramref name="data"/>.</summary>
    public AvroReader(ReadOnlySpan<byte> data)
    {
        _data = data;
        _position = 0;
        _emptyItems = 0;
    }

    /// <summary>The number of bytes that were read.</summary>
    public readonly int Position => _position;

    /// <summary>The number of bytes that are left.</summary>
    public readonly int Remaining => _data.Length - _position;

    /// <summary>Reads a boolean.</summary>
    /// <exception cref="AvroDataException">The data ends, or the byte is neither 0 nor 1.</exception>
    public bool ReadBoolean()
    {
        var value = Take(1)[0];
        return value <= 1 ? value == 1 : throw Damaged($"a boolean is the byte 0 or 1, not {value}");
    }

    /// <summary>Reads an int.</summary>
    /// <exception cref="AvroDataException">The data ends, or the number has more than 32 bits.</exception>
    public int ReadInt()
    {
        var value = ReadLong();
        return value == (int)value ? (int)value : throw Damaged($"an int has 32 bits; {value} has more");
    }

    /// <summary>Reads a long.</summary>
    /// <exception cref="AvroDataException">The data ends, or the number has more than 64 bits.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long ReadLong()
    {
        if ((uint)_position < (uint)_data.Length && _data[_position] < 0x80)
        {
            var single = _data[_position++];
            return (single >> 1) ^ -(single & 1);
        }

        return ReadLongVarint();
    }

    /// <summary>Reads a float.</summary>
    /// <exception cref="AvroDataException">The data ends.</exception>
    public float ReadFloat() => BinaryPrimitives.ReadSingleLittleEndian(Take(sizeof(float)));

    /// <summary>Reads a double.</summary>
    /// <exception cref="AvroDataException">The data ends.</exception>
    public double ReadDouble() => BinaryPrimitives.ReadDoubleLittleEndian(Take(sizeof(double)));

    /// <summary>Reads bytes; they are in the reader's own memory.</summary>
    /// <exception cref="AvroDataException">The data ends, or the length is negative.</exception>
    public ReadOnlySpan<byte> ReadBytes() => Take(ReadLength());

    /// <summary>Reads a string's UTF-8 without decoding it; it may be no valid text.</summary>
    /// <exception cref="AvroDataException">The data ends, or the length is negative.</exception>
    public ReadOnlySpan<byte> ReadStringBytes() => Take(ReadLength());

    /// <summary>Reads a string.</summary>
    /// <exception cref="AvroDataException">The data ends, the length is negative, or the bytes are not UTF-8.</exception>
    public string ReadString()
    {
        var bytes = Take(ReadLength());
        try
        {
            return Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw Damaged("a string is not UTF-8");
        }
    }

    /// <summary>Reads a fixed of <paramref name="size"/> bytes; they are in the reader's own memory.</summary>
    /// <exception cref="AvroDataException">The data ends.</exception>
    public ReadOnlySpan<byte> ReadFixed(int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        return Take(size);
    }

    /// <summary>Reads the place of a union's branch.</summary>
    /// <param name="count">How many branches the union has.</param>
    /// <exception cref="AvroDataException">The data ends, or there is no such branch.</exception>
    public int ReadBranch(int count)
    {
        var value = ReadLong();
        return value >= 0 && value < count ? (int)value : throw Damaged($"the union has {count} branches; there is no branch {value}");
    }

    /// <summary>Reads the place of an enum's symbol.</summary>
    /// <param name="count">How many symbols the enum has.</param>
    /// <exception cref="AvroDataException">The data ends, or there is no such symbol.</exception>
    public int ReadSymbol(int count)
    {
        var value = ReadLong();
        return value >= 0 && value < count ? (int)value : throw Damaged($"the enum has {count} symbols; there is no symbol {value}");
    }

    /// <summary>Steps to the next item of an array or entry of a map; false at the end. Read on until it is.</summary>
    /// <param name="left">How many items follow before the next count; 0 before the first item.</param>
    /// <param name="minimumBytes">The fewest bytes that an item takes (<see cref="AvroSchema.MinimumBytes"/>); a map's entry takes one more than its value.</param>
    /// <exception cref="AvroDataException">The data ends, or cannot hold as many items as it states.</exception>
    public bool NextItem(ref int left, int minimumBytes = 1)
    {
        if (left == 0 && (left = ReadBlock(minimumBytes, out _)) == 0)
        {
            return false;
        }

        left--;
        return true;
    }

    /// <summary>Passes over a value.</summary>
    /// <exception cref="AvroDataException">The data ends or is damaged.</exception>
    public void Skip(AvroSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        Skip(schema, level: 0);
    }

    /// <summary>The exception for damage at the reader's place.</summary>
    /// <param name="what">The fault, such as <c>a date is out of range</c>.</param>
    public readonly AvroDataException Damaged(string what) => new($"At byte {_position}: {what}.");

    private void Skip(AvroSchema schema, int level)
    {
        // Values of no bytes are skipped at once: nested types can represent more of them than can be counted.
        if (schema.MinimumBytes == 0)
        {
            return;
        }

        // Only a type that contains itself gets here.
        if (level > MaxLevels)
        {
            throw Damaged($"the value is nested deeper than {MaxLevels} levels");
        }

        switch (schema)
        {
            case AvroRecord record:
                foreach (var field in record.Fields)
                {
                    Skip(field.Type, level + 1);
                }

                break;
            case AvroUnion union:
                Skip(union.Branches[ReadBranch(union.Branches.Count)], level + 1);
                break;
            case AvroArray array:
                for (int count, bytes; (count = ReadBlock(array.Items.MinimumBytes, out bytes)) > 0;)
                {
                    SkipBlock(array.Items, isMap: false, count, bytes, level);
                }

                break;
            case AvroMap map:
                for (int count, bytes; (count = ReadBlock(map.Values.MinimumBytes + 1, out bytes)) > 0;)
                {
                    SkipBlock(map.Values, isMap: true, count, bytes, level);
                }

                break;
            case AvroEnum symbols:
                ReadSymbol(symbols.Symbols.Count);
                break;
            case AvroFixed @fixed:
                Take(@fixed.Size);
                break;
            default:
                SkipPrimitive(schema.Kind);
                break;
        }
    }

    // A block that states its bytes is passed over whole.
    private void SkipBlock(AvroSchema items, bool isMap, int count, int bytes, int level)
    {
        if (bytes >= 0 || (items.MinimumBytes == 0 && !isMap))
        {
            Take(Math.Max(bytes, 0));
            return;
        }

        for (var i = 0; i < count; i++)
        {
            if (isMap)
            {
                Take(ReadLength());
            }

            Skip(items, level + 1);
        }
    }

    private void SkipPrimitive(AvroKind kind)
    {
        switch (kind)
        {
            case AvroKind.Boolean:
                ReadBoolean();
                break;
            case AvroKind.Int:
                ReadInt();
                break;
            case AvroKind.Long:
                ReadLong();
                break;
            case AvroKind.Float:
                Take(sizeof(float));
                break;
            case AvroKind.Double:
                Take(sizeof(double));
                break;
            case AvroKind.Bytes or AvroKind.String:
                Take(ReadLength());
                break;
        }
    }

    private int ReadBlock(int minimumBytes, out int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(minimumBytes);
        bytes = -1;
        var count = ReadLong();
        if (count < 0)
        {
            // A negative count is followed by the block's size in bytes.
            bytes = ReadLength();
            if (count == long.MinValue)
            {
                throw Damaged("a block's count has no positive form");
            }

            count = -count;
        }

        var most = minimumBytes == 0 ? MaxEmptyItems - _emptyItems : (bytes < 0 ? Remaining : bytes) / minimumBytes;
        if (count > most)
        {
            throw Damaged($"a block of {count} items is stated, and at most {most} can follow");
        }

        _emptyItems += minimumBytes == 0 ? (int)count : 0;
        return (int)count;
    }

    private int ReadLength()
    {
        var length = ReadLong();
        return length >= 0 && length <= Remaining
            ? (int)length
            : throw Damaged($"a length of {length} bytes is stated, and {Remaining} follow");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > Remaining)
        {
            throw Damaged($"the data ends where {count} bytes are expected and {Remaining} follow");
        }

        var taken = _data.Slice(_position, count);
        _position += count;
        return taken;
    }

    private long ReadLongVarint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (_position >= _data.Length)
            {
                throw Damaged("the data ends within a number");
            }

            var b = _data[_position++];
            if (shift == 63 && b > 1)
            {
                break;
            }

            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80)
            {
                return (long)(value >> 1) ^ -(long)(value & 1);
            }
        }

        throw Damaged("a number has more than 64 bits");
    }
}
