using System.Text.RegularExpressions;

namespace MeshStarter.Architecture.Tests.Rules;

/// <summary>Each id of a log line is used once, so that it names one line in whatever process several rooms share.</summary>
internal static partial class EventIdRule
{
    public static IEnumerable<string> Violations(IReadOnlyList<SourceFile> sources) => sources
        .SelectMany(source => Ids(source).Select(id => (Id: id, source.Path)))
        .GroupBy(use => use.Id, use => use.Path, StringComparer.Ordinal)
        .Where(uses => uses.Count() > 1)
        .Select(uses => $"{string.Join(", ", uses)}: event id {uses.Key} is used more than once. Fix: take the next free one of the room's range.");

    private static IEnumerable<string> Ids(SourceFile source) =>
        (source.Path.EndsWith("/EventIds.cs", StringComparison.Ordinal) ? Named() : Written()).Matches(source.Text).Select(match => match.Groups["id"].Value);

    [GeneratedRegex(@"const int \w+ = (?<id>[0-9]+);", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Named();

    [GeneratedRegex(@"\[LoggerMessage\(\s*(EventId\s*=\s*)?(?<id>[0-9]+)\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Written();
}
