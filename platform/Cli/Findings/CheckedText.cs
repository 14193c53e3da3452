using System.Text.RegularExpressions;
using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Yaml;

namespace MeshStarter.Cli.Findings;

/// <summary>The text of a file that is checked, which gives findings their place.</summary>
/// <param name="file">The file, as findings name it.</param>
/// <param name="text">Its text.</param>
internal sealed class CheckedText(string file, string text)
{
    private readonly YamlLines _keys = YamlLines.Of(text);
    private readonly string[] _lines = text.Split('\n');

    /// <summary>Makes an error at a key, or at the closest one that it is in.</summary>
    public Finding Error(string key, string rule, string message, string fix) => At(FindingSeverity.Error, key, rule, message, fix);

    /// <summary>Makes a warning at a key, or at the closest one that it is in.</summary>
    public Finding Warning(string key, string rule, string message, string fix) => At(FindingSeverity.Warning, key, rule, message, fix);

    /// <summary>Makes a finding at a key, or at the closest one that it is in.</summary>
    public Finding At(FindingSeverity severity, string key, string rule, string message, string fix)
    {
        var line = _keys.Find(key);
        return new Finding(file, line, ColumnOf(line, key), severity, key, rule, message, fix);
    }

    /// <summary>Gives an issue of this file its column.</summary>
    public Finding Of(DescriptorIssue issue) => new(
        issue.File, issue.Line, ColumnOf(issue.Line, issue.Key), issue.Severity == IssueSeverity.Error ? FindingSeverity.Error : FindingSeverity.Warning, issue.Key, issue.Rule, issue.Message, issue.Fix);

    // A key is where its name is in the line; all else begins with the line's text.
    private int ColumnOf(int number, string key)
    {
        var line = number <= _lines.Length ? _lines[number - 1] : "";
        var name = key[(key.LastIndexOf('.') + 1)..];
        var indentation = line.Length - line.TrimStart().Length;
        return 1 + (name.Length > 0 && Regex.Match(line, $@"(?<![\w@.]){Regex.Escape(name)}(?=[""']?\s*:)", RegexOptions.None, TimeSpan.FromSeconds(1)) is { Success: true } found ? found.Index : indentation);
    }
}
