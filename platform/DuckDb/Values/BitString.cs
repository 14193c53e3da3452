namespace MeshStarter.DuckDb.Values;

/// <summary>BIT: one byte that counts the padding bits, then the bits, the first byte padded at its front.</summary>
internal static class BitString
{
    internal static string Read(ReadOnlySpan<byte> stored)
    {
        var padding = stored[0];
        var bytes = stored[1..].ToArray();
        return string.Create((bytes.Length * 8) - padding, (bytes, padding), static (text, state) =>
        {
            for (var i = 0; i < text.Length; i++)
            {
                var bit = i + state.padding;
                text[i] = (state.bytes[bit >> 3] & (0x80 >> (bit & 7))) != 0 ? '1' : '0';
            }
        });
    }
}
