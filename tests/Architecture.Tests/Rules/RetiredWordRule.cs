using System.Text.RegularExpressions;
using MeshStarter.Architecture.Tests.House;
using Microsoft.CodeAnalysis.CSharp;

namespace MeshStarter.Architecture.Tests.Rules;

/// <summary>An identifier or a file of the platform uses the words of docs/glossary.md. Texts and comments are not checked.</summary>
internal static partial class RetiredWordRule
{
    public static IEnumerable<string> Violations(SourceFile source) =>
        Identifiers(source).Distinct(StringComparer.Ordinal).SelectMany(
            name => Retired(name).Select(word => $"{source.Path}: {name} uses \"{word}\". Fix: say \"{RetiredWords.All[word]}\", as docs/glossary.md does."));

    private static IEnumerable<string> Identifiers(SourceFile source) =>
        CSharpSyntaxTree.ParseText(source.Text).GetRoot().DescendantTokens().Where(token => token.RawKind == (int)SyntaxKind.IdentifierToken).Select(token => token.ValueText)
            .Append(Path.GetFileNameWithoutExtension(source.Path));

    private static IEnumerable<string> Retired(string name)
    {
        var words = Word().Matches(name).Select(word => word.Value.ToLowerInvariant()).ToList();
        return words.Concat(words.Zip(words.Skip(1), (first, second) => $"{first} {second}")).Where(RetiredWords.All.ContainsKey).Distinct(StringComparer.Ordinal);
    }

    // The words of TableFolding, _folded and IOError.
    [GeneratedRegex("[A-Z]+(?![a-z])|[A-Z]?[a-z]+", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Word();
}
