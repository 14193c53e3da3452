using System.Text.RegularExpressions;

namespace MeshStarter.Architecture.Tests.Rules;

/// <summary>A summary begins with a noun or a verb, so that a reader sees at once what the member is or does.</summary>
internal static partial class SummaryRule
{
    public static IEnumerable<string> Violations(SourceFile source) => Opening().Matches(source.Text).Select(
        opening => $"{source.Path}({source.Text.AsSpan(0, opening.Index).Count('\n') + 1}): a summary begins with \"{opening.Groups["word"].Value}\". Fix: begin with what the type is or the member does.");

    [GeneratedRegex(@"///\s*<summary>\s*(///\s*)?(?<word>What|Who|Whom|Whose|Whoever|Where|Which|Why|When|How|Of|That of)\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Opening();
}
