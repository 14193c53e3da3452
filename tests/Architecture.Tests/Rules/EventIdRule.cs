using System.Text.RegularExpressions;

namespace MeshStarter.Architecture.Tests.Rules;

/// <summary>Each id of a log line is a number alongside its text, and is used once, so that it names one line in whatever process several rooms share.</summary>
internal static partial class EventIdRule
{
    public static IEnumerable<string> Violations(IReadOnlyList<SourceFile> sources) => sources
        .SelectMany(source => Id().Matches(source.Text).Select(match => (Id: match.Groups["id"].Value, source.Path)))
        .GroupBy(use => use.Id, use => use.Path, StringComparer.Ordinal)
        .Select(uses => !uses.Key.All(char.IsAsciiDigit) ? $"{string.Join(", ", uses)}: event id {uses.Key} is no number. Fix: write the number there."
            : uses.Count() > 1 ? $"{string.Join(", ", uses)}: event id {uses.Key} is used more than once. Fix: take the next free one of the room's range."
            : null)
        .OfType<string>();

    [GeneratedRegex(@"\[LoggerMessage\(\s*(EventId\s*=\s*)?(?<id>[^,\s]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Id();
}
