using System.Globalization;

namespace MeshStarter.Lake.Conditions;

/// <summary>Bytes as the engine's literals have them: characters of ASCII, and <c>\xAA</c> for whatever else.</summary>
internal static class WrittenBytes
{
    /// <summary>The bytes; null where the text is none of them.</summary>
    public static byte[]? Parse(string text)
    {
        var bytes = new List<byte>(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] != '\\')
            {
                if (!char.IsAscii(text[at]))
                {
                    return null;
                }

                bytes.Add((byte)text[at]);
            }
            else if (at + 3 < text.Length && text[at + 1] == 'x' && byte.TryParse(text.AsSpan(at + 2, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            {
                bytes.Add(value);
                at += 3;
            }
            else
            {
                return null;
            }
        }

        return [.. bytes];
    }
}
