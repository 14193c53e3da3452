using System.Text.RegularExpressions;

namespace MeshStarter.Architecture.Tests.Rules;

/// <summary>Every project listens on ports of its own when an IDE starts it, so that several run side by side.</summary>
internal static partial class LaunchPortRule
{
    public static IReadOnlyList<string> Violations(IEnumerable<SourceFile> launchSettings) =>
    [
        .. launchSettings
            .SelectMany(settings => ListeningUrls().Matches(settings.Text).SelectMany(urls => Port().Matches(urls.Value)).Select(port => (port.Value, settings.Path)))
            .GroupBy(port => port.Value, port => port.Path, StringComparer.Ordinal)
            .Where(port => port.Count() > 1)
            .Select(port => $"Port {port.Key} is given in {string.Join(" and ", port)}. Fix: give each a port of its own."),
    ];

    [GeneratedRegex("\"applicationUrl\"\\s*:\\s*\"[^\"]*\"", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex ListeningUrls();

    [GeneratedRegex(@"(?<=:)\d+", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Port();
}
