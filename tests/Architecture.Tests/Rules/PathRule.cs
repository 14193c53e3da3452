using System.Text.RegularExpressions;
using MeshStarter.Architecture.Tests.House;

namespace MeshStarter.Architecture.Tests.Rules;

/// <summary>A path of the repository that a page names leads to a file or folder that is there; <c>&lt;Name&gt;</c> in it is any name.</summary>
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
               let named = new Regex($"^{Regex.Replace(Regex.Escape(path), "<[^>]*>", "[^/]+", RegexOptions.None, TimeSpan.FromSeconds(1))}(/|$)", RegexOptions.None, TimeSpan.FromSeconds(1))
               where !files.Any(named.IsMatch)
               select $"{page.Path}: it names {path}, and nothing is there.",
        ];
    }

    // `platform/Sql/Dialect` and `platform/<Service>/Program.cs`, not `mesh check domains/Shipping`.
    [GeneratedRegex("`(?<path>[\\w.-]+/[^`\\s]*)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Code();
}
