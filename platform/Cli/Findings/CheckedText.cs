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

    /// <summary>Makes a finding at a word of a key's value, or at the key where the value does not have it.</summary>
    public Finding AtWord(FindingSeverity severity, string key, string? word, string rule, string message, string fix)
    {
        var finding = At(severity, key, rule, message, fix);
        for (var number = finding.Line; word is not null && number <= _lines.Length && (number == finding.Line || IsWithin(number, finding.Line)); number++)
        {
            if (ColumnOfWord(number, word) is { } column)
            {
                return finding with { Line = number, Column = column };
            }
        }

        return finding;
    }

    /// <summary>Gives an issue of this file its column: that of its key, or of the name in SQL that it is about.</summary>
    public Finding Of(DescriptorIssue issue) => new(
        issue.File, issue.Line, (issue.Key.Length == 0 && EngineMessage.NameIn(issue.Message) is { } name ? ColumnOfWord(issue.Line, name) : null) ?? ColumnOf(issue.Line, issue.Key), issue.Severity == IssueSeverity.Error ? FindingSeverity.Error : FindingSeverity.Warning, issue.Key, issue.Rule, issue.Message, issue.Fix);

    private bool IsWithin(int number, int first) => _lines[number - 1].Trim().Length == 0 || Indentation(number) > Indentation(first);

    private int Indentation(int number) => _lines[number - 1].Length - _lines[number - 1].TrimStart().Length;

    private int? ColumnOfWord(int number, string word) =>
        number <= _lines.Length && Regex.Match(_lines[number - 1], $@"(?<!\w){Regex.Escape(word)}(?!\w)", RegexOptions.None, TimeSpan.FromSeconds(1)) is { Success: true } found ? found.Index + 1 : null;

    // A key is where its name is in the line; all else begins with the line's text.
    private int ColumnOf(int number, string key)
    {
        var line = number <= _lines.Length ? _lines[number - 1] : "";
        var name = key[(key.LastIndexOf('.') + 1)..];
        var indentation = line.Length - line.TrimStart().Length;
        return 1 + (name.Length > 0 && Regex.Match(line, $@"(?<![\w@.]){Regex.Escape(name)}(?=[""']?\s*:)", RegexOptions.None, TimeSpan.FromSeconds(1)) is { Success: true } found ? found.Index : indentation);
    }
}
