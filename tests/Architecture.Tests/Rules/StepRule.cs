using System.Text.RegularExpressions;

namespace MeshStarter.Architecture.Tests.Rules;

/// <summary>Comments and spans number the steps of a row's way as the table of docs/architecture.md does.</summary>
internal static partial class StepRule
{
    /// <summary>Reads the table: each step's name and folders, by its number.</summary>
    public static IReadOnlyDictionary<int, (string Name, IReadOnlyList<string> Folders)> Table(SourceFile page) => Row().Matches(page.Text).ToDictionary(
        row => Number(row.Groups["number"]),
        row => (row.Groups["name"].Value, (IReadOnlyList<string>)[.. Folder().Matches(row.Groups["where"].Value).Select(folder => folder.Groups["folder"].Value)]));

    /// <param name="source">The source.</param>
    /// <param name="table">The steps by their number.</param>
    public static IEnumerable<string> Violations(SourceFile source, IReadOnlyDictionary<int, (string Name, IReadOnlyList<string> Folders)> table)
    {
        var steps = Comment().Matches(source.Text).Select(comment => (
            Text: comment.Groups["text"].Value,
            IsSummary: comment.Groups["slashes"].Value == "///",
            From: Number(comment.Groups["from"]),
            To: comment.Groups["to"].Success ? Number(comment.Groups["to"]) : Number(comment.Groups["from"]))).ToList();
        var summaries = steps.Where(step => step.IsSummary).ToList();
        foreach (var step in summaries)
        {
            if (!Enumerable.Range(step.From, step.To - step.From + 1).Any(number => table.TryGetValue(number, out var row) && row.Folders.Any(folder => source.Path.StartsWith(folder, StringComparison.Ordinal))))
            {
                yield return $"{source.Path}: {step.Text} is not in this folder by docs/architecture.md. Fix: use the number of the table, or name the folder there.";
            }
        }

        foreach (var step in steps.Where(step => !step.IsSummary && !summaries.Any(summary => summary.From <= step.From && step.To <= summary.To)))
        {
            yield return $"{source.Path}: {step.Text} is none of the steps that the file's summary names. Fix: use their numbers.";
        }

        foreach (Match span in Span().Matches(source.Text))
        {
            if (!table.TryGetValue(Number(span.Groups["number"]), out var row) || row.Name != span.Groups["name"].Value)
            {
                yield return $"{source.Path}: the span {span.Groups["number"].Value} {span.Groups["name"].Value} is no step of docs/architecture.md. Fix: use a number and a name of the table.";
            }
        }
    }

    private static int Number(Group digits) => int.Parse(digits.ValueSpan, System.Globalization.CultureInfo.InvariantCulture);

    // | 5 write | the rows of a batch are … | `platform/Lake` |
    [GeneratedRegex(@"^\| (?<number>\d+) (?<name>[^|]+?) \| .* \| (?<where>[^|]+) \|$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Row();

    [GeneratedRegex("`(?<folder>[^`*]+)[^`]*`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Folder();

    // "/// Steps 4 to 7: …", "// Step 9a: …"
    [GeneratedRegex(@"(?<slashes>//+) (<summary>)?(?<text>Steps? (?<from>\d+)[a-z]?(( to | and )(?<to>\d+))?)\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Comment();

    // Begin("9 decide", run)
    [GeneratedRegex("\\b(Begin|StartActivity)\\(\"(?<number>\\d+) (?<name>[a-z ]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Span();
}
