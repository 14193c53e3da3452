using System.Numerics;

namespace MeshStarter.DuckDb.Values;

/// <summary>BIGNUM: three bytes of header, then the magnitude, most significant byte first; all inverted when negative.</summary>
internal static class BigNum
{
    private const int HeaderSize = 3;

    internal static BigInteger Read(ReadOnlySpan<byte> stored)
    {
        var magnitude = stored[HeaderSize..];
        // The header's top bit is set for numbers that are not negative.
        if ((stored[0] & 0x80) != 0)
        {
            return new BigInteger(magnitude, isUnsigned: true, isBigEndian: true);
        }

        var inverted = new byte[magnitude.Length];
        for (var i = 0; i < inverted.Length; i++)
        {
            inverted[i] = (byte)~magnitude[i];
        }

        return -new BigInteger(inverted, isUnsigned: true, isBigEndian: true);
    }
}
