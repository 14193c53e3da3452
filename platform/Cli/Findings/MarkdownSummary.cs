using System.Globalization;
using System.Text;
using MeshStarter.Cli.Commands;
using MeshStarter.Contracts.Texts;

namespace MeshStarter.Cli.Findings;

/// <summary>Writes the verdict, the changes and who breaks as Markdown, for the summary of a job.</summary>
internal static class MarkdownSummary
{
    // A summary of GitHub has at most 1 MiB.
    private const int MostRows = 500;

    /// <summary>Adds the summary to a file.</summary>
    /// <param name="file">The file; it need not be there.</param>
    /// <param name="findings">The findings, in order.</param>
    /// <param name="files">The number of files that were checked.</param>
    /// <param name="failing">The least weight that fails the check.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <exception cref="CliException">The file cannot be written.</exception>
    public static async Task AddAsync(string file, IReadOnlyList<Finding> findings, int files, FindingSeverity failing, CancellationToken cancellationToken)
    {
        try
        {
            await File.AppendAllTextAsync(file, Of(findings, files, failing), cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CliException(CliExitCodes.Usage, $"--summary: {file} cannot be written: {exception.Message}", exception);
        }
    }

    private static string Of(IReadOnlyList<Finding> findings, int files, FindingSeverity failing)
    {
        var text = new StringBuilder();
        var isFailed = findings.Any(finding => finding.Severity >= failing);
        var errors = findings.Count(finding => finding.Severity == FindingSeverity.Error);
        var warnings = findings.Count(finding => finding.Severity == FindingSeverity.Warning);
        text.Append(CultureInfo.InvariantCulture, $"## mesh check: {(isFailed ? "failed" : "passed")}\n\n{files} checked, {Words.Count(errors, "error")}, {Words.Count(warnings, "warning")}.\n\n");
        Table(text, "Changes", ["place", "term", "impact", "change", "least version"], [.. findings.Where(finding => finding.Impact is not null).Select(finding =>
            new[] { Place(finding), Escaped(finding.Key), finding.Impact.ToString()!.ToLowerInvariant(), Escaped(finding.Message), finding.LeastVersion?.ToString() ?? "" })]);
        Table(text, "Who breaks", ["place", "term", "reader", "next"], [.. findings.Where(finding => finding.Rule == Finding.ReaderRule).Select(finding =>
            new[] { Place(finding), Escaped(finding.Key), Escaped(finding.Message), Escaped(finding.Fix) })]);
        Table(text, "Findings", ["place", "severity", "rule", "finding", "fix"], [.. findings.Where(finding => finding.Impact is null && finding.Rule != Finding.ReaderRule).Select(finding =>
            new[] { Place(finding), finding.Severity.ToString().ToLowerInvariant(), Escaped(finding.Rule), Escaped(finding.Message), Escaped(finding.Fix) })]);
        return text.ToString();
    }

    private static void Table(StringBuilder text, string title, string[] heads, IReadOnlyList<string[]> rows)
    {
        if (rows.Count == 0)
        {
            return;
        }

        text.Append(CultureInfo.InvariantCulture, $"### {title}\n\n| {string.Join(" | ", heads)} |\n|{string.Concat(Enumerable.Repeat("---|", heads.Length))}\n");
        foreach (var row in rows.Take(MostRows))
        {
            text.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", row)} |\n");
        }

        text.Append(rows.Count > MostRows ? string.Create(CultureInfo.InvariantCulture, $"\n{rows.Count - MostRows} more are in the log.\n\n") : "\n");
    }

    private static string Place(Finding finding) => Escaped($"{FindingWriter.PathOf(finding.File)}:{finding.Line.ToString(CultureInfo.InvariantCulture)}");

    // A descriptor of a fork is not trusted: none of its characters is Markdown or HTML.
    private static string Escaped(string text)
    {
        var escaped = new StringBuilder();
        foreach (var character in VisibleText.Line(text))
        {
            _ = character switch
            {
                '<' => escaped.Append("&lt;"),
                '&' => escaped.Append("&amp;"),
                '\\' or '`' or '*' or '_' or '{' or '}' or '[' or ']' or '>' or '(' or ')' or '#' or '!' or '|' or '~' => escaped.Append('\\').Append(character),
                '@' => escaped.Append("&#64;"),
                _ => escaped.Append(character),
            };
        }

        return escaped.ToString();
    }
}
