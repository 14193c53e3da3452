using System.Text.RegularExpressions;

namespace MeshStarter.Architecture.Tests.Rules;

/// <summary>
/// A kind is one class, listed by name: no other file names it. What differs between kinds is in the members that the class overrides, so that a further
/// kind is a class and a line.
/// </summary>
internal static partial class KindRule
{
    /// <summary>The classes that a list names as its keys.</summary>
    public static IReadOnlyList<string> Kinds(SourceFile list) => [.. Key().Matches(list.Text).Select(match => match.Groups["kind"].Value)];

    /// <param name="list">The list of kinds.</param>
    /// <param name="product">The sources of the product.</param>
    public static IEnumerable<string> Violations(SourceFile list, IEnumerable<SourceFile> product)
    {
        var kinds = Kinds(list).ToHashSet(StringComparer.Ordinal);
        return from source in product
               where source.Path != list.Path
               from kind in Name().Matches(source.Text).Select(match => match.Value).Distinct(StringComparer.Ordinal)
               where kinds.Contains(kind) && Path.GetFileNameWithoutExtension(source.Path) != kind
               select $"{source.Path}: it names {kind}. Fix: use a member that each kind of {list.Path} has.";
    }

    // [DenyRule.Word] = …
    [GeneratedRegex(@"^\s*\[(?<kind>\w+)\.\w+\] = ", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Key();

    [GeneratedRegex(@"\b[A-Z]\w+\b", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Name();
}
