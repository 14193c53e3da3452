using System.Collections.Frozen;
using System.Text;
using System.Text.RegularExpressions;

namespace MeshStarter.Platform.Sql.Formats;

/// <summary>A pattern of Java's as a text of a query has it, and what the rewriter needs to know of it. Pure.</summary>
/// <param name="Text">The pattern.</param>
/// <param name="Engine">The same for the engine, which names groups as <c>(?P&lt;name&gt;…)</c> and characters as <c>\x{…}</c>.</param>
/// <param name="Groups">Its groups in their order, null for one without a name.</param>
/// <param name="MatchesEmpty">Whether it matches the empty text.</param>
/// <param name="HasClassOfClasses">Whether it has a class of other classes, <c>[a-z&amp;&amp;[^aeiou]]</c>, which the engine reads as one of their characters.</param>
internal sealed record RegularExpression(string Text, string Engine, IReadOnlyList<string?> Groups, bool MatchesEmpty, bool HasClassOfClasses)
{
    private const int Milliseconds = 50;

    // u00e9
    private const int UnicodeLength = 5;

    // Places, which have no text: both find the same ones.
    private static readonly FrozenSet<string> Places = FrozenSet.Create(StringComparer.Ordinal, "", "^", "$", @"\b", @"\B", @"\A", @"\z");

    /// <summary>Whether it matches nothing but the empty text.</summary>
    public bool IsEmptyOnly => Places.Contains(Text);

    /// <summary>One or more of what the pattern repeats, where it is <c>x*</c> of one character, class or escape; null where it is another one.</summary>
    public string? Repeated => Text.EndsWith('*') && Text[..^1] is var one && (one is { Length: 1 } && one[0] is not ('\\' or '^' or '$' or '(' or ')' or '|' or '[' or ']' or '*' or '+' or '?')
        || one is ['\\', 'd' or 'D' or 's' or 'S' or 'w' or 'W' or '.' or '-']
        || (one is ['[', .., ']'] && one.IndexOf(']', StringComparison.Ordinal) == one.Length - 1 && !one.EndsWith(@"\]", StringComparison.Ordinal) && one.IndexOf('[', 1) < 0)) ? $"{one}+" : null;

    /// <summary>Reads a pattern; null for none.</summary>
    /// <param name="text">The pattern.</param>
    /// <param name="isTest">Whether what it matches does not count: then <c>$</c> is also before a last line end for the engine.</param>
    public static RegularExpression? Of(string? text, bool isTest)
    {
        if (text is null)
        {
            return null;
        }

        var groups = new List<string?>();
        var engine = new StringBuilder();
        var (inClass, hasClassOfClasses) = (false, false);
        var isEnd = isTest;
        for (var at = 0; at < text.Length; at++)
        {
            engine.Append(text[at]);
            switch (text[at])
            {
                case '\\' when at + UnicodeLength < text.Length && text[at + 1] == 'u':
                    engine.Append("x{").Append(text, at + 2, UnicodeLength - 1).Append('}');
                    at += UnicodeLength;
                    break;
                // A quotation: none of its characters has a meaning.
                case '\\' when at + 1 < text.Length && text[at + 1] == 'Q':
                    var behind = text.IndexOf(@"\E", at, StringComparison.Ordinal) is > 0 and var close ? close + 2 : text.Length;
                    engine.Append(text, at + 1, behind - at - 1);
                    at = behind - 1;
                    break;
                case '\\' when at + 1 < text.Length:
                    engine.Append(text[++at]);
                    break;
                case '[' when inClass && text.AsSpan(at).StartsWith("[:") && text.IndexOf(":]", at, StringComparison.Ordinal) is > 0 and var last:
                    engine.Append(text, at + 1, last + 1 - at);
                    at = last + 1;
                    break;
                case '[':
                    hasClassOfClasses |= inClass;
                    inClass = true;
                    break;
                case '&' when inClass:
                    hasClassOfClasses |= text.AsSpan(at).StartsWith("&&");
                    break;
                case ']':
                    inClass = false;
                    break;
                case '$' when isEnd && !inClass:
                    engine.Length--;
                    engine.Append(@"(?:\n?\z)");
                    break;
                // (?m), where $ is before each line end.
                case '(' when !inClass && text.AsSpan(at).StartsWith("(?") && text.Skip(at + 2).TakeWhile(char.IsAsciiLetter).Contains('m'):
                    isEnd = false;
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

        return new RegularExpression(text, engine.ToString(), groups, IsEmptyMatch(text), hasClassOfClasses);
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
