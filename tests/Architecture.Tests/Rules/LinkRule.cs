using System.Text.RegularExpressions;

namespace MeshStarter.Architecture.Tests.Rules;

/// <summary>A relative link of a page leads to a file or folder that is there.</summary>
internal static partial class LinkRule
{
    public static IReadOnlyList<string> Violations(SourceFile page, Func<string, bool> exists) =>
    [
        .. Link().Matches(Fence().Replace(page.Text, "")).Select(link => link.Groups["target"].Value)
            .Where(target => !Elsewhere().IsMatch(target) && !exists(Path.Combine(Path.GetDirectoryName(page.Path)!, Uri.UnescapeDataString(target.Split('#')[0]))))
            .Select(target => $"{page.Path}: it links to {target}, and nothing is there."),
    ];

    // [text](target) and [text](target "title")
    [GeneratedRegex("""\]\((?<target>[^)\s]+)(\s+"[^"]*")?\)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Link();

    // What is in a block of code is no link.
    [GeneratedRegex("^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Fence();

    [GeneratedRegex("^([a-z][a-z0-9+.-]*:|#)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Elsewhere();
}
