using System.Text.RegularExpressions;

namespace MeshStarter.Architecture.Tests.Rules;

/// <summary>The build, the mesh's rules and the settings agree on which words are no names of domains.</summary>
internal static partial class ReservedDomainRule
{
    /// <param name="build">The build's list, <c>eng/ReservedDomains.props</c>.</param>
    /// <param name="rules">The mesh's rules, whose rule names-of-the-platform has the same list.</param>
    /// <param name="settings">The names of the AppHost's settings, without <c>Mesh:</c>.</param>
    /// <param name="packages">The ids of the packages, of which the service of a domain would have the same.</param>
    public static IReadOnlyList<string> Violations(SourceFile build, SourceFile rules, IEnumerable<string> settings, IEnumerable<string> packages)
    {
        var built = Built().Match(build.Text).Groups["names"].Value.Split(';').ToHashSet(StringComparer.Ordinal);
        var ruled = Ruled().Match(rules.Text).Groups["names"].Value.Split(',').Select(name => name.Trim().Replace("_", "", StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        var sections = settings.Select(name => name.Split(':')[0].ToLowerInvariant());
        var ids = packages.Select(id => id.Split('.')).Where(words => words.Length == 2).Select(words => words[1].ToLowerInvariant());
        return
        [
            .. built.Except(ruled).Select(name => $"{rules.Path}: names-of-the-platform lacks {name}, which {build.Path} has. Fix: add it."),
            .. ruled.Except(built).Select(name => $"{build.Path}: {name} is missing, which {rules.Path} has. Fix: add it."),
            .. sections.Except(built).Select(name => $"{build.Path}: {name} is missing, a section of the mesh's settings, and no domain may be called so. Fix: name the setting in a section that exists, or add the word to {build.Path} and {rules.Path}."),
            .. ids.Except(built).Select(name => $"{build.Path}: {name} is missing, a package of the mesh. Fix: add it there and to {rules.Path}."),
        ];
    }

    [GeneratedRegex("<MeshReservedDomains>(?<names>[^<]*)<", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Built();

    [GeneratedRegex(@"check: reserved_domains\s+names: \[(?<names>[^\]]*)\]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Ruled();
}
