using System.Buffers.Binary;

namespace MeshStarter.DuckDb.Values;

/// <summary>A UUID is stored as a signed 128-bit number whose top bit is flipped, so that it sorts as its text does.</summary>
internal static class UuidBits
{
    private static readonly Int128 TopBit = Int128.MinValue;

    internal static Guid ToGuid(Int128 stored)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt128BigEndian(bytes, stored ^ TopBit);
        return new Guid(bytes, bigEndian: true);
    }

    internal static Int128 Stored(Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadInt128BigEndian(bytes) ^ TopBit;
    }
}
