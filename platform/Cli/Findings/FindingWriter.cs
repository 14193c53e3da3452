using System.Globalization;
using System.Text.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Texts;

namespace MeshStarter.Cli.Findings;

/// <summary>Writes findings in each form.</summary>
internal static class FindingWriter
{
    /// <summary>Returns the text of some findings, its last line without an end; empty for none where a form has no document.</summary>
    /// <param name="format">The form.</param>
    /// <param name="findings">The findings, in order.</param>
    /// <param name="files">The files that were checked.</param>
    /// <param name="failing">The least weight that fails the check.</param>
    public static string Write(FindingFormat format, IReadOnlyList<Finding> findings, IReadOnlyList<string> files, FindingSeverity failing) => format switch
    {
        FindingFormat.Json => string.Join('\n', findings.Select(finding => JsonSerializer.Serialize(finding with { File = PathOf(finding.File) }, MeshJson.Options))),
        FindingFormat.GitHub => string.Join('\n', findings.Select(GitHubOf)),
        FindingFormat.Sarif => SarifDocument.Of(findings),
        FindingFormat.JUnit => JUnitDocument.Of(findings, files, failing),
        FindingFormat.MSBuild => string.Join('\n', findings.Select(MSBuildOf)),
        _ => string.Join('\n', findings),
    };

    /// <summary>A file's path from the current folder, with slashes, as services that show findings expect it.</summary>
    public static string PathOf(string file) => Path.GetRelativePath(Directory.GetCurrentDirectory(), file).Replace('\\', '/');

    private static string GitHubOf(Finding finding) =>
        $"::{finding.Level("notice")} file={Property(PathOf(finding.File))},line={finding.Line},col={finding.Column},title={Property(finding.Rule)}::{Data(finding.Text)}";

    // A build has no notes: what it does not know as an error or a warning is a line of its log.
    private static string MSBuildOf(Finding finding)
    {
        var text = VisibleText.Line($"{(finding.Key.Length == 0 ? "" : $"{finding.Key}: ")}{finding.Message} Fix: {finding.Fix}");
        return string.Create(CultureInfo.InvariantCulture, $"{Path.GetFullPath(finding.File)}({finding.Line},{finding.Column}): {finding.Level("message")} {finding.Rule}: {text}");
    }

    private static string Data(string text) => text.Replace("%", "%25", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);

    private static string Property(string text) => Data(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);
}
