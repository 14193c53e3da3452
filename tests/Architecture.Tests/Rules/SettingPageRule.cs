using System.Text.RegularExpressions;

namespace MeshStarter.Architecture.Tests.Rules;

/// <summary>The page of settings has a row for every setting that code reads, with the default that code has, and none for another.</summary>
internal static partial class SettingPageRule
{
    /// <param name="page">The page.</param>
    /// <param name="read">What code reads.</param>
    public static IReadOnlyList<string> Violations(SourceFile page, IReadOnlyCollection<Setting> read)
    {
        var rows = Row().Matches(page.Text).Select(row => (Name: row.Groups["name"].Value, Default: row.Groups["default"].Value)).ToList();
        var missing =
            from setting in read.DistinctBy(setting => setting.Name)
            where !rows.Any(row => IsOrHolds(setting.Name, row.Name))
            select $"{page.Path}: it has no row for {setting.Name}, which {setting.Path} reads. Fix: add one, with its meaning and default.";
        var gone =
            from row in rows
            where !read.Any(setting => IsOrHolds(setting.Name, row.Name))
            select $"{page.Path}: no code reads {row.Name}. Fix: take its row out.";
        var twice =
            from row in rows
            group row by row.Name into same
            where same.Count() > 1
            select $"{page.Path}: it has {same.Count()} rows for {same.Key}. Fix: keep one.";
        var wrong =
            from setting in read
            where setting.Default is not null
            from row in rows
            where row.Name == setting.Name && row.Default != setting.Default
            select $"{page.Path}: {row.Name} is {setting.Default} by default ({setting.Path}), and not {row.Default}.";
        return [.. missing, .. gone, .. twice, .. wrong];
    }

    // A row may describe a part: Mesh:Identity:Issuer:Clients:<client>:Secret of what is read as Mesh:Identity:Issuer:Clients.
    private static bool IsOrHolds(string setting, string row) => (row + ":").StartsWith(setting + ":", StringComparison.Ordinal);

    // | `Mesh:Query:Workers` | queries that run at the same time | 3 |
    [GeneratedRegex(@"^\| `(?<name>Mesh:[^`]+)` \| [^|]+ \| (?<default>[^|]+) \|$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Row();
}
