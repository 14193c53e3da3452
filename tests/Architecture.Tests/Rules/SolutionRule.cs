using System.Text.RegularExpressions;

namespace MeshStarter.Architecture.Tests.Rules;

/// <summary>
/// The solution holds every project, in the solution folder that is its folder. Domains are free of it: a new one is a
/// folder and no other edit, and the AppHost builds it.
/// </summary>
internal static partial class SolutionRule
{
    public static IReadOnlyList<string> Violations(string solution, IEnumerable<string> projects)
    {
        var entries = Entry().Matches(solution).ToDictionary(
            entry => entry.Groups["path"].Value.Replace('\\', '/'),
            entry => (Id: entry.Groups["id"].Value, IsFolder: !entry.Groups["path"].Value.EndsWith(".csproj", StringComparison.Ordinal)),
            StringComparer.Ordinal);
        var parents = Nesting().Matches(solution).ToDictionary(pair => pair.Groups["child"].Value, pair => pair.Groups["parent"].Value, StringComparer.OrdinalIgnoreCase);
        var real = projects.Where(IsOfTheHouse).ToList();

        var absent = real.Where(project => !entries.ContainsKey(project) && !project.StartsWith("domains/", StringComparison.Ordinal))
            .Select(project => $"{project}: it is not in MeshStarter.sln. Fix: dotnet sln add {project}.");
        var stale = entries.Where(entry => !entry.Value.IsFolder && !real.Contains(entry.Key, StringComparer.Ordinal))
            .Select(entry => $"MeshStarter.sln: there is no {entry.Key}. Fix: dotnet sln remove {entry.Key}.");
        var astray = entries.Where(entry => !entry.Value.IsFolder && entry.Key.Count(c => c == '/') == 2 && FolderOf(entry.Value.Id) != entry.Key[..entry.Key.IndexOf('/', StringComparison.Ordinal)])
            .Select(entry => $"MeshStarter.sln: {entry.Key} is not in the solution folder that is called like its folder.");
        return [.. absent, .. stale, .. astray];

        string? FolderOf(string id) => parents.TryGetValue(id, out var parent)
            ? entries.FirstOrDefault(entry => entry.Value.IsFolder && string.Equals(entry.Value.Id, parent, StringComparison.OrdinalIgnoreCase)).Key
            : null;
    }

    // Apps that tests build for themselves lie deeper.
    private static bool IsOfTheHouse(string project) => project.Count(c => c == '/') <= 2;

    [GeneratedRegex("""^Project\("[^"]+"\) = "[^"]+", "(?<path>[^"]+)", "(?<id>[^"]+)"\r?$""", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Entry();

    [GeneratedRegex(@"^\s+(?<child>\{[^}]+\}) = (?<parent>\{[^}]+\})\r?$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Nesting();
}
