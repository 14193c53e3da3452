using System.Text.RegularExpressions;

namespace MeshStarter.Architecture.Tests.Rules;

/// <summary>A path of the repository that a page names leads to a file or folder that is there; <c>&lt;Name&gt;</c> and <c>*</c> in it are any name.</summary>
internal static partial class PathRule
{
    /// <param name="page">The page.</param>
    /// <param name="files">All files of the repository, from its root.</param>
    public static IReadOnlyList<string> Violations(SourceFile page, IReadOnlyCollection<string> files)
    {
        var roots = files.Where(file => file.Contains('/', StringComparison.Ordinal)).Select(file => file.Split('/')[0]).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. from code in Code().Matches(page.Text)
               let path = code.Groups["path"].Value.TrimEnd('/')
               where roots.Contains(path.Split('/')[0])
               where !IsThere("^", path, "(/|$)", files)
               select Violation(page, path),
        ];
    }

    /// <summary>Finds names of files and folders in the README of a room, which begin in the room or anywhere, with their extension or without.</summary>
    /// <param name="page">The README.</param>
    /// <param name="files">All files of the repository, from its root.</param>
    public static IReadOnlyList<string> RoomViolations(SourceFile page, IReadOnlyCollection<string> files) =>
    [
        .. from code in NameInRoom().Matches(Fence().Replace(page.Text, ""))
           let path = code.Groups["path"].Value.TrimEnd('/')
           where !IsThere("(^|/)", path, "(\\.\\w+)?(/|$)", files)
           select Violation(page, path),
    ];

    private static string Violation(SourceFile page, string path) => $"{page.Path}: it names {path}, and nothing is there.";

    private static bool IsThere(string before, string path, string after, IReadOnlyCollection<string> files)
    {
        var pieces = AnyName().Split(path);
        var named = new Regex(before + string.Join("[^/]+", pieces.Select(Regex.Escape)) + after, RegexOptions.None, TimeSpan.FromMinutes(1));
        // Few files have the longest piece, and to look for it takes far less time than to match the pattern.
        var longest = pieces.MaxBy(piece => piece.Length)!;
        return files.Any(file => file.Contains(longest, StringComparison.Ordinal) && named.IsMatch(file));
    }

    // `platform/Sql/Dialect` and `platform/<Service>/Program.cs`, not `mesh check domains/Shipping`.
    [GeneratedRegex("`(?<path>[\\w.-]+/[^`\\s]*)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Code();

    // `Rules/PolicyBundle`, `AccessRuleKinds.cs`, not `/products` and `mesh check`.
    [GeneratedRegex(@"`(?<path>[\w.*<>-]+/[^`\s:…]*|[\w.*<>-]+\.(cs|sql|razor|yaml|md|ts|sh|targets|props|jsonl|css))`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex NameInRoom();

    [GeneratedRegex("^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Fence();

    [GeneratedRegex(@"<[^>]*>|\*", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex AnyName();
}
