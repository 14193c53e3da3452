using System.Text;

namespace MeshStarter.Contracts.Texts;

/// <summary>
/// Texts of others as people may read and paste them. A control character acts on a terminal, and one that changes the direction of
/// writing shows a text as another: both are refused where texts come in, and shown escaped where they were taken before.
/// </summary>
public static class VisibleText
{
    /// <summary>Whether a character acts instead of being seen: a control character, a line or paragraph separator, or one that embeds or overrides the direction.</summary>
    public static bool IsHidden(char character) => char.IsControl(character) || character is (>= '\u2028' and <= '\u202e') or (>= '\u2066' and <= '\u2069');

    /// <summary>The first character of a text that is refused; null where there is none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="hasLines">Whether it may have line breaks and tabs.</param>
    public static char? Refused(string text, bool hasLines)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (var character in text)
        {
            if (IsHidden(character) && !(hasLines && character is '\n' or '\t'))
            {
                return character;
            }
        }

        return null;
    }

    /// <summary>The text with such characters written as <c>\u001b</c>; line breaks and tabs stay.</summary>
    public static string Of(string? text) => text is null ? "" : Refused(text, hasLines: true) is null ? text : Escaped(text, keepsLines: true);

    /// <summary>As <see cref="Of"/>, in one line: a line break or a tab is a space.</summary>
    public static string Line(string? text) => text is null ? "" : Refused(text, hasLines: false) is null ? text : Escaped(text, keepsLines: false);

    /// <summary>Writes such a character visibly.</summary>
    public static string Escape(char character) => $"\\u{(int)character:x4}";

    private static string Escaped(string text, bool keepsLines)
    {
        var escaped = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length; i++)
        {
            var character = text[i];
            if (character is '\n' or '\t')
            {
                escaped.Append(keepsLines ? character : ' ');
            }
            else if (character == '\r' && i + 1 < text.Length && text[i + 1] == '\n')
            {
                continue;
            }
            else if (IsHidden(character))
            {
                escaped.Append(Escape(character));
            }
            else
            {
                escaped.Append(character);
            }
        }

        return escaped.ToString();
    }
}
