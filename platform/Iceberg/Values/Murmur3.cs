using System.Buffers.Binary;
using System.Numerics;

namespace MeshStarter.Platform.Iceberg.Values;

/// <summary>Murmur3, x86, 32 bits, seed 0 (Austin Appleby, public domain; Iceberg specification, appendix B).</summary>
internal static class Murmur3
{
    private const uint First = 0xcc9e2d51;
    private const uint Second = 0x1b873593;

    public static int Hash(ReadOnlySpan<byte> bytes)
    {
        uint hash = 0;
        var rest = bytes;
        for (; rest.Length >= 4; rest = rest[4..])
        {
            hash ^= Mixed(BinaryPrimitives.ReadUInt32LittleEndian(rest));
            hash = (BitOperations.RotateLeft(hash, 13) * 5) + 0xe6546b64;
        }

        if (rest.Length > 0)
        {
            uint tail = 0;
            for (var at = rest.Length - 1; at >= 0; at--)
            {
                tail = (tail << 8) | rest[at];
            }

            hash ^= Mixed(tail);
        }

        hash ^= (uint)bytes.Length;
        hash = (hash ^ (hash >> 16)) * 0x85ebca6b;
        hash = (hash ^ (hash >> 13)) * 0xc2b2ae35;
        return (int)(hash ^ (hash >> 16));
    }

    public static int Hash(long value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return Hash(bytes);
    }

    private static uint Mixed(uint block) => BitOperations.RotateLeft(block * First, 15) * Second;
}
