using System.Buffers;
using System.Buffers.Text;

namespace MeshStarter.ServiceDefaults.Identity.Tokens;

/// <summary>Decodes Base64url with exactly one spelling per value: no padding, no whitespace, no unused bits (RFC 7515 section 2).</summary>
internal static class StrictBase64Url
{
    private static readonly SearchValues<char> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    public static bool TryDecode(ReadOnlySpan<char> text, out byte[] bytes)
    {
        bytes = [];
        // Base64Url itself accepts padding and whitespace; it refuses bad lengths and unused bits.
        if (text.ContainsAnyExcept(Alphabet) || text.Length % 4 == 1)
        {
            return false;
        }

        var buffer = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        if (Base64Url.DecodeFromChars(text, buffer, out var consumed, out var written) != OperationStatus.Done || consumed != text.Length)
        {
            return false;
        }

        bytes = buffer.Length == written ? buffer : buffer[..written];
        return true;
    }
}
