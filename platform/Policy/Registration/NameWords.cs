namespace MeshStarter.Policy.Registration;

/// <summary>The words that a column's name is made of: <c>CustomerEMail_2</c> is customer, e, mail, 2.</summary>
internal static class NameWords
{
    public static IReadOnlyList<string> Of(string name)
    {
        var words = new List<string>();
        var start = 0;
        for (var i = 1; i <= name.Length; i++)
        {
            var ends = i == name.Length || name[i] == '_' || name[i - 1] == '_'
                || (char.IsAsciiLetterUpper(name[i]) && !char.IsAsciiLetterUpper(name[i - 1]));
            if (!ends)
            {
                continue;
            }

            if (name[start..i].Trim('_') is { Length: > 0 } word)
            {
                words.Add(word.ToLowerInvariant());
            }

            start = i;
        }

        return words;
    }

    /// <summary>Whether the words of <paramref name="part"/> follow one another in <paramref name="name"/>; a plural counts.</summary>
    public static bool Contain(IReadOnlyList<string> name, IReadOnlyList<string> part) =>
        Enumerable.Range(0, name.Count).Any(at => name.Skip(at).Zip(part, Same).Count(same => same) == part.Count);

    private static bool Same(string word, string singular) =>
        word.StartsWith(singular, StringComparison.Ordinal) && word.AsSpan(singular.Length) is "" or "s" or "es";
}
