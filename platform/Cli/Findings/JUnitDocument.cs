using System.Globalization;
using System.Xml.Linq;
using MeshStarter.Contracts.Texts;

namespace MeshStarter.Cli.Findings;

/// <summary>Writes findings as JUnit's XML: a test that fails for each finding that fails the check, and one that succeeds for each file without any.</summary>
internal static class JUnitDocument
{
    private const string Suite = "mesh check";

    /// <summary>Returns the document.</summary>
    /// <param name="findings">The findings, in order.</param>
    /// <param name="files">The files that were checked.</param>
    /// <param name="failing">The least weight that fails the check.</param>
    public static string Of(IReadOnlyList<Finding> findings, IReadOnlyList<string> files, FindingSeverity failing)
    {
        var failures = findings.Where(finding => finding.Severity >= failing).ToList();
        var failed = failures.Select(finding => finding.File).ToHashSet(StringComparer.Ordinal);
        var tests = files.Where(file => !failed.Contains(file)).Select(Passed).Concat(failures.Select(Failed)).ToList();
        var others = findings.Where(finding => finding.Severity < failing).Select(finding => VisibleText.Line(finding.ToString())).ToList();
        var suite = new XElement(
            "testsuite",
            new XAttribute("name", Suite),
            new XAttribute("tests", Number(tests.Count)),
            new XAttribute("failures", Number(failures.Count)),
            new XAttribute("errors", "0"),
            new XAttribute("skipped", "0"),
            tests,
            others.Count == 0 ? null : new XElement("system-out", string.Join('\n', others)));
        return new XElement("testsuites", suite).ToString();
    }

    private static XElement Passed(string file) => Test(file, "check");

    private static XElement Failed(Finding finding)
    {
        var test = Test(finding.File, $"{finding.Rule} in line {Number(finding.Line)}{(finding.Key.Length == 0 ? "" : $": {finding.Key}")}");
        test.Add(
            new XAttribute("file", VisibleText.Line(FindingWriter.PathOf(finding.File))),
            new XAttribute("line", Number(finding.Line)),
            new XElement("failure", new XAttribute("type", VisibleText.Line(finding.Rule)), new XAttribute("message", VisibleText.Line(finding.Message)), VisibleText.Line(finding.ToString())));
        return test;
    }

    private static XElement Test(string file, string name) => new("testcase", new XAttribute("classname", VisibleText.Line(FindingWriter.PathOf(file))), new XAttribute("name", VisibleText.Line(name)));

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
