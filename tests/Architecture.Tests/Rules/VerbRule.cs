using System.Text.RegularExpressions;

namespace MeshStarter.Architecture.Tests.Rules;

/// <summary>Rows that list the verbs of the command line list all of them and no others.</summary>
internal static partial class VerbRule
{
    /// <summary>Finds the verbs that the program registers.</summary>
    public static IReadOnlyList<string> Verbs(SourceFile program) =>
        [.. Registration().Matches(program.Text).Select(command => command.Groups["name"].Value.ToLowerInvariant()).Order(StringComparer.Ordinal)];

    /// <param name="page">A page with the row.</param>
    /// <param name="verbs">The verbs that the program registers.</param>
    public static IReadOnlyList<string> ListViolations(SourceFile page, IReadOnlyList<string> verbs)
    {
        var rows = List().Matches(page.Text);
        return rows.Count == 1 && rows[0].Groups["verbs"].Value == string.Join(", ", verbs)
            ? []
            : [$"{page.Path}: its row of the command line's verbs is not \"{string.Join(", ", verbs)}\". Fix: list what platform/Cli/Program.cs registers."];
    }

    /// <param name="page">The page of the command line, with a row for each verb.</param>
    /// <param name="verbs">The verbs that the program registers.</param>
    public static IEnumerable<string> PageViolations(SourceFile page, IReadOnlyList<string> verbs)
    {
        var rows = Command().Matches(page.Text).Select(row => row.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);
        return verbs.Where(verb => !rows.Contains(verb)).Select(verb => $"{page.Path}: it has no row for {verb}. Fix: add one.")
            .Concat(rows.Except(verbs, StringComparer.Ordinal).Select(verb => $"{page.Path}: no command is called {verb}. Fix: take its row out."));
    }

    [GeneratedRegex(@"\b(?<name>[A-Z][a-z]+)Command\.Create\(\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Registration();

    // … the command line: access, audit, check | and … `mesh`: access, audit, check |
    [GeneratedRegex("\\| (the command line|`mesh`): (?<verbs>[a-z, ]+) \\|$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex List();

    [GeneratedRegex("^\\| `(?<name>[a-z]+)", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Command();
}
