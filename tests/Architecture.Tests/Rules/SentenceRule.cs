using System.Text.RegularExpressions;

namespace MeshStarter.Architecture.Tests.Rules;

/// <summary>A page is read at a glance: a sentence has at most 40 words, and a cell of a table at most 300 characters.</summary>
internal static partial class SentenceRule
{
    private const int MostWords = 40;
    private const int MostCharacters = 300;

    public static IEnumerable<string> Violations(SourceFile page) =>
        from part in Parts(page.Text.Split('\n'))
        from violation in PartViolations(part)
        select $"{page.Path}({part.Line}): {violation}";

    private static IEnumerable<string> PartViolations(Part part)
    {
        if (part is { IsCell: true, Text.Length: > MostCharacters and var length })
        {
            yield return $"a cell has {length} characters. Fix: at most {MostCharacters}; put the rest below the table.";
        }

        foreach (var sentence in End().Split(Link().Replace(Code().Replace(part.Text, "code"), "${text}")))
        {
            if (sentence.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Count(word => word.Any(char.IsLetterOrDigit)) is > MostWords and var words)
            {
                yield return $"a sentence has {words} words. Fix: at most {MostWords}: \"{sentence[..Math.Min(60, sentence.Length)]}…\"";
            }
        }
    }

    // Paragraphs, items of lists, headings and cells; a block of code is none.
    private static IEnumerable<Part> Parts(IReadOnlyList<string> lines)
    {
        List<string> open = [];
        var isCode = false;
        for (var at = 0; at < lines.Count; at++)
        {
            var line = lines[at].Trim();
            var isFence = line.StartsWith("```", StringComparison.Ordinal);
            if (open.Count > 0 && (line.Length == 0 || isFence || Begins().IsMatch(line)))
            {
                yield return new Part(at - open.Count + 1, string.Join(' ', open), IsCell: false);
                open.Clear();
            }

            isCode ^= isFence;
            if (isCode || isFence || line.Length == 0)
            {
                continue;
            }

            if (line[0] == '|')
            {
                foreach (var cell in Border().Split(line.Trim('|')))
                {
                    yield return new Part(at + 1, cell.Trim(), IsCell: true);
                }
            }
            else
            {
                open.Add(Begins().Replace(line, ""));
            }
        }

        if (open.Count > 0)
        {
            yield return new Part(lines.Count - open.Count + 1, string.Join(' ', open), IsCell: false);
        }
    }

    private sealed record Part(int Line, string Text, bool IsCell);

    // An item of a list, a heading, a row of a table.
    [GeneratedRegex(@"^([-*+] |\d+\. |#|\|)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Begins();

    [GeneratedRegex(@"(?<!\\)\|", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Border();

    [GeneratedRegex("`[^`]*`", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Code();

    [GeneratedRegex(@"!?\[(?<text>[^\]]*)\]\([^)]*\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Link();

    [GeneratedRegex("(?<=[.!?][)\"*_]*)\\s+", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex End();
}
