using System.Text.RegularExpressions;

namespace MeshStarter.Architecture.Tests.Rules;

/// <summary>Each error of the build has a number of its own, by which one finds its reason.</summary>
internal static partial class BuildErrorRule
{
    public static IReadOnlyList<string> Violations(IEnumerable<SourceFile> sources) =>
    [
        .. sources
            .SelectMany(source => Code().Matches(source.Text).Select(code => (code.Value, source.Path)))
            .GroupBy(code => code.Value, code => code.Path, StringComparer.Ordinal)
            .Where(code => code.Count() > 1)
            .Select(code => $"{code.Key} is an error of {string.Join(" and ", code)}. Fix: give each a number of its own."),
    ];

    [GeneratedRegex("MESH0[0-9]{3}", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Code();
}
