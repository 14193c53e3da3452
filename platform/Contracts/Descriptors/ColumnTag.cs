namespace MeshStarter.Contracts.Descriptors;

/// <summary>Tags of columns: lower-case words joined by dots, from the general to the particular (<c>pii.email</c>).</summary>
public static class ColumnTag
{
    /// <summary>Whether <paramref name="tag"/> is <paramref name="general"/> or a kind of it. Case does not count.</summary>
    public static bool Covers(string general, string tag)
    {
        ArgumentNullException.ThrowIfNull(general);
        ArgumentNullException.ThrowIfNull(tag);
        return tag.StartsWith(general, StringComparison.OrdinalIgnoreCase)
            && (tag.Length == general.Length || tag[general.Length] == '.');
    }

    /// <summary>Whether <paramref name="text"/> is a tag.</summary>
    public static bool IsValid(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length is 0 or > 63)
        {
            return false;
        }

        var wordBegins = true;
        foreach (var c in text)
        {
            if (c == '.' && wordBegins)
            {
                return false;
            }

            if (c != '.' && c != '_' && !char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c))
            {
                return false;
            }

            wordBegins = c == '.';
        }

        return !wordBegins;
    }
}
