using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;

namespace MeshStarter.Architecture.Tests.Rules;

/// <summary>Identifiers, file names, comments, texts and pages use the words of docs/glossary.md.</summary>
internal static partial class RetiredWordRule
{
    private static readonly Regex Terms = new(
        $@"(?<!\w)({string.Join('|', RetiredWords.All.Keys.Order(StringComparer.Ordinal).Select(term => term.Replace(" ", @"(?:\s|///)+", StringComparison.Ordinal)))})(?!\w)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Compiled, TimeSpan.FromMinutes(1));

    // Of a term of two words the first.
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Beginnings =
        RetiredWords.All.Keys.Select(term => term.Split(' ')[0]).ToHashSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Finds retired words in the identifiers of a C# file and in its name.</summary>
    public static IEnumerable<string> NameViolations(SourceFile source) =>
        Identifiers(source).Append(Path.GetFileNameWithoutExtension(source.Path)).Distinct(StringComparer.Ordinal).SelectMany(name => Retired(name).Select(word => Violation(source.Path, name, word)));

    /// <summary>Finds retired words in the comments of a C# file.</summary>
    public static IEnumerable<string> CommentViolations(SourceFile source) => !Terms.IsMatch(source.Text) ? [] : CSharpSyntaxTree.ParseText(source.Text).GetRoot().DescendantTrivia()
        .Where(trivia => trivia.Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia or SyntaxKind.SingleLineDocumentationCommentTrivia)
        .SelectMany(comment => TextViolations(source.Path, comment.ToFullString(), LineOf(source.Text, comment.FullSpan.Start)));

    /// <summary>Finds retired words anywhere in a file: a page, YAML, or a C# file with its texts.</summary>
    public static IEnumerable<string> TextViolations(SourceFile source) => TextViolations(source.Path, source.Text, firstLine: 1);

    private static IEnumerable<string> TextViolations(string path, string text, int firstLine)
    {
        if (!Terms.IsMatch(text))
        {
            return [];
        }

        // An allowed phrase leaves a gap of its own length, so that places stay as they are.
        var rest = RetiredWords.Allowed.Keys.Aggregate(text, (known, phrase) => known.Replace(phrase, new string('_', phrase.Length), StringComparison.Ordinal));
        return Terms.Matches(rest).Select(found => Violation(
            $"{path}({firstLine + LineOf(rest, found.Index) - 1})", "it", Whitespace().Replace(found.Value.ToLowerInvariant(), " ")));
    }

    private static string Violation(string place, string name, string word) => $"{place}: {name} uses \"{word}\". Fix: say \"{RetiredWords.All[word]}\", as docs/glossary.md does.";

    private static int LineOf(string text, int place) => text.AsSpan(0, place).Count('\n') + 1;

    // Few files have a retired word anywhere, and parsing all of them takes long.
    private static IEnumerable<string> Identifiers(SourceFile source) => !HasBeginning(source.Text) || !Retired(source.Text).Any() ? [] :
        CSharpSyntaxTree.ParseText(source.Text).GetRoot().DescendantTokens().Where(token => token.RawKind == (int)SyntaxKind.IdentifierToken).Select(token => token.ValueText);

    private static bool HasBeginning(string text)
    {
        foreach (var word in Word().EnumerateMatches(text))
        {
            if (Beginnings.Contains(text.AsSpan(word.Index, word.Length)))
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<string> Retired(string name)
    {
        var words = Word().Matches(name).Select(word => word.Value.ToLowerInvariant()).ToList();
        return words.Concat(words.Zip(words.Skip(1), (first, second) => $"{first} {second}")).Where(RetiredWords.All.ContainsKey).Distinct(StringComparer.Ordinal);
    }

    // The words of TableFolding, _folded and IOError.
    [GeneratedRegex("[A-Z]+(?![a-z])|[A-Z]?[a-z]+", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Word();

    [GeneratedRegex(@"(?:\s|///)+", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Whitespace();
}
