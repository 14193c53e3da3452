using System.Collections.Frozen;
using System.Text;
using System.Text.RegularExpressions;

namespace MeshStarter.Platform.Sql.Formats;

/// <summary>A pattern of Java's as a text of a query has it, and what the rewriter needs to know of it. Pure.</summary>
/// <param name="Text">The pattern.</param>
/// <param name="Engine">The same for the engine, which names groups as <c>(?P&lt;name&gt;…)</c>.</param>
/// <param name="Groups">Its groups in their order, null for one without a name.</param>
/// <param name="MatchesEmpty">Whether it matches the empty text.</param>
internal sealed record RegularExpression(string Text, string Engine, IReadOnlyList<string?> Groups, bool MatchesEmpty)
{
    private const int Milliseconds = 50;

    // Places, which have no text: both find the same ones.
    private static readonly FrozenSet<string> Places = FrozenSet.Create(StringComparer.Ordinal, "", "^", "$", @"\b", @"\B", @"\A", @"\z");

    /// <summary>Whether it matches nothing but the empty text.</summary>
    public bool IsEmptyOnly => Places.Contains(Text);

    /// <summary>One or more of what the pattern repeats, where it is <c>x*</c> of one character, class or escape; null where it is another one.</summary>
    public string? Repeated => Text.EndsWith('*') && Text[..^1] is var one && (one is { Length: 1 } && one[0] is not ('\\' or '^' or '$' or '(' or ')' or '|' or '[' or ']' or '*' or '+' or '?')
        || one is ['\\', 'd' or 'D' or 's' or 'S' or 'w' or 'W' or '.' or '-']
        || (one is ['[', .., ']'] && one.IndexOf(']', StringComparison.Ordinal) == one.Length - 1 && !one.EndsWith(@"\]", StringComparison.Ordinal) && one.IndexOf('[', 1) < 0)) ? $"{one}+" : null;

    /// <summary>Reads a pattern; null for none.</summary>
    public static RegularExpression? Of(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var groups = new List<string?>();
        var engine = new StringBuilder();
        var inClass = false;
        for (var at = 0; at < text.Length; at++)
        {
            engine.Append(text[at]);
            switch (text[at])
            {
                case '\\' when at + 1 < text.Length:
                    engine.Append(text[++at]);
                    break;
                case '[':
                    inClass = true;
                    break;
                case ']':
                    inClass = false;
                    break;
                case '(' when !inClass && at + 1 < text.Length && text[at + 1] != '?':
                    groups.Add(null);
                    break;
                case '(' when !inClass && at + 3 < text.Length && text[at + 1] == '?' && text[at + 2] == '<' && text[at + 3] is not ('=' or '!') && text.IndexOf('>', at) is > 0 and var end:
                    groups.Add(text[(at + 3)..end]);
                    engine.Append("?P");
                    at++;
                    break;
            }
        }

        return new RegularExpression(text, engine.ToString(), groups, IsEmptyMatch(text));
    }

    private static bool IsEmptyMatch(string text)
    {
        try
        {
            return Regex.IsMatch("", text, RegexOptions.CultureInvariant, TimeSpan.FromMilliseconds(Milliseconds));
        }
        catch (Exception none) when (none is ArgumentException or RegexMatchTimeoutException)
        {
            // The engine says what is wrong with it.
            return false;
        }
    }
}
