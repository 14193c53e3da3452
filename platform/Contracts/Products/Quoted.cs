using System.Globalization;
using System.Text;
using MeshStarter.Contracts.Texts;

namespace MeshStarter.Contracts.Products;

/// <summary>Formats text that someone wrote for messages: in quotes, cut short, characters that are not seen made visible.</summary>
public static class Quoted
{
    private const int MaxLength = 40;

    /// <summary>At most 40 characters of <paramref name="value"/> in quotes; <c>nothing</c> for null.</summary>
    public static string Text(string? value)
    {
        if (value is null)
        {
            return "nothing";
        }

        var text = new StringBuilder().Append('"');
        var shown = 0;
        foreach (var rune in value.EnumerateRunes())
        {
            if (shown++ == MaxLength)
            {
                text.Append('…');
                break;
            }

            var character = rune.ToString();
            if ((rune.Value <= char.MaxValue && VisibleText.IsHidden((char)rune.Value)) || CharUnicodeInfo.GetUnicodeCategory(character, 0) == UnicodeCategory.Format)
            {
                text.Append($"\\u{rune.Value:x4}");
            }
            else
            {
                text.Append(character);
            }
        }

        return text.Append('"').ToString();
    }
}
