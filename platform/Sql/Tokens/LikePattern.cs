namespace MeshStarter.Platform.Sql.Tokens;

/// <summary>The rule of Trino's patterns of LIKE that the engine does not have: an escape character escapes a wildcard or itself, and nothing else. Pure.</summary>
internal static class LikePattern
{
    /// <summary>The refusal of an escape character before another character.</summary>
    public const string WrongEscape = "Escape character must be followed by '%', '_' or the escape character itself. Write it twice for itself.";

    /// <summary>The refusal of an escape that is not one character.</summary>
    public const string LongEscape = @"Escape string must be a single character, such as ESCAPE '\'.";

    /// <summary>Returns the fault of a pattern; null where there is none.</summary>
    /// <param name="pattern">The pattern; null where it is not known yet.</param>
    /// <param name="escape">The text behind ESCAPE; null where it is not known yet.</param>
    public static string? Problem(string? pattern, string? escape)
    {
        if (escape is null)
        {
            return null;
        }

        if (escape.EnumerateRunes().Count() != 1)
        {
            return LongEscape;
        }

        for (var at = pattern?.IndexOf(escape, StringComparison.Ordinal) ?? -1; at >= 0; at = pattern!.IndexOf(escape, at + 1, StringComparison.Ordinal))
        {
            at += escape.Length;
            if (at >= pattern!.Length || (pattern[at] is not ('%' or '_') && string.CompareOrdinal(pattern, at, escape, 0, escape.Length) != 0))
            {
                return WrongEscape;
            }
        }

        return null;
    }
}
