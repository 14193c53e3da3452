using System.Text.RegularExpressions;

namespace MeshStarter.Architecture.Tests.Rules;

/// <summary>A test project tests something; <c>dotnet test</c> passes over an empty one in silence.</summary>
internal static partial class TestProjectRule
{
    public static IReadOnlyList<string> Violations(IEnumerable<ProjectFile> projects, IReadOnlyCollection<SourceFile> sources) =>
    [
        .. projects.Where(project => project.Name.EndsWith(".Tests", StringComparison.Ordinal) || project.Name == "EndToEnd")
            .Where(project => !sources.Any(source => source.Path.StartsWith(project.Room + "/", StringComparison.Ordinal) && Test().IsMatch(source.Text)))
            .Select(project => $"{project.Path}: it has no test."),
    ];

    [GeneratedRegex(@"^\s*\[(Skippable)?(Fact|Theory)\b", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Test();
}
