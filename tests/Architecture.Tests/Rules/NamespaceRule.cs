using System.Text.RegularExpressions;

namespace MeshStarter.Architecture.Tests.Rules;

/// <summary>A namespace is a folder, and no folder is more than a reader can hold.</summary>
internal static partial class NamespaceRule
{
    private const int MostFiles = 40;

    /// <summary>Files whose namespace is another one on purpose, and why.</summary>
    private static readonly Dictionary<string, string> Elsewhere = new(StringComparer.Ordinal)
    {
        ["platform/LocalAppModel/"] = "the namespaces are Aspire's, for which this room stands in",
        ["platform/Sdk.Generator/Portable/"] = "types that linked sources name, in the namespaces in which those expect them",
    };

    /// <summary>Returns the files whose namespace is not their folder, and the folders with too many files.</summary>
    public static IReadOnlyList<string> Violations(IReadOnlyCollection<SourceFile> sources)
    {
        var named = sources.Where(source => !Elsewhere.Keys.Any(folder => source.Path.StartsWith(folder, StringComparison.Ordinal)))
            .Select(source => (source.Path, Space: Namespace().Match(source.Text) is { Success: true } match ? match.Groups["name"].Value : null))
            .Where(source => source.Space is not null)
            .ToList();
        return
        [
            .. named.Where(source => !IsOfFolder(source.Space!, source.Path))
                .Select(source => $"{source.Path}: its namespace {source.Space} is not its folder. Fix: name it MeshStarter.{Expected(source.Path)}, or move the file."),
            .. named.GroupBy(source => source.Space, StringComparer.Ordinal).Where(space => space.Count() > MostFiles)
                .Select(space => $"{space.Key}: it has {space.Count()} files, {MostFiles} are the most. Fix: look for a second idea and give it a folder."),
        ];
    }

    // Rooms whose names domains may have are within MeshStarter.Platform.
    private static bool IsOfFolder(string space, string path) => space == $"MeshStarter.{Expected(path)}" || space == $"MeshStarter.Platform.{Expected(path)}";

    private static string Expected(string path)
    {
        var folder = path[..path.LastIndexOf('/')];
        return (folder.StartsWith("platform/", StringComparison.Ordinal) ? folder["platform/".Length..] : folder).Replace('/', '.');
    }

    [GeneratedRegex(@"^namespace (?<name>[\w.]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Namespace();
}
