using System.Globalization;
using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;

namespace MeshStarter.Contracts.Yaml;

/// <summary>Parses a text to a value; false where it is none.</summary>
public delegate bool ScalarParser<T>(string text, out T value);

/// <summary>Collects what is wrong in one YAML file.</summary>
public sealed class YamlIssues(string file)
{
    // A file of nothing but mistakes must not become an answer a hundred times its size.
    private const int MaxIssues = 500;

    private readonly List<DescriptorIssue> _issues = [];
    private bool _truncated;

    /// <summary>Whether something keeps the file from being taken.</summary>
    public bool HasErrors { get; private set; }

    /// <summary>Everything found so far, by line; at most 500 issues, and one that says so.</summary>
    public IReadOnlyList<DescriptorIssue> Sorted => [.. _issues.OrderBy(issue => issue.Line)];

    /// <summary>Notes an error at a line.</summary>
    public void Error(int line, string key, string rule, string message, string fix) =>
        Add(new DescriptorIssue(file, line, key, rule, message, fix, IssueSeverity.Error));

    /// <summary>Notes an error at a node.</summary>
    public void Error(YamlNode node, string rule, string message, string fix)
    {
        ArgumentNullException.ThrowIfNull(node);
        Error(node.Line, node.Path, rule, message, fix);
    }

    /// <summary>Notes a word that is none of those that are known, with the nearest of them.</summary>
    /// <param name="word">The word.</param>
    /// <param name="problem">What is wrong with it, such as <c>is not a mask.</c></param>
    /// <param name="known">The words that are known.</param>
    public void Unknown(YamlScalar word, string problem, IReadOnlyCollection<string> known)
    {
        ArgumentNullException.ThrowIfNull(word);
        var nearest = Suggestion.Nearest(word.Text, known) is { } near ? $"Did you mean {near}? " : "";
        Error(word, "value.unknown", $"{Quoted.Text(word.Text)} {problem}", $"{nearest}Use one of {string.Join(", ", known)}.");
    }

    /// <summary>Notes a warning at a line.</summary>
    public void Warn(int line, string key, string rule, string message, string fix) =>
        Add(new DescriptorIssue(file, line, key, rule, message, fix, IssueSeverity.Warning));

    /// <summary>Notes a warning at a node.</summary>
    public void Warn(YamlNode node, string rule, string message, string fix)
    {
        ArgumentNullException.ThrowIfNull(node);
        Warn(node.Line, node.Path, rule, message, fix);
    }

    /// <summary>Returns the value of a text; null where the text is absent, or is none, which is noted.</summary>
    /// <param name="text">The text; null where it is absent.</param>
    /// <param name="parser">Parses the text.</param>
    /// <param name="rule">The rule that a text breaks which is none.</param>
    /// <param name="isNot">The message behind the text, such as <c>is not a version.</c></param>
    /// <param name="fix">The fix.</param>
    public T? Parsed<T>(YamlScalar? text, ScalarParser<T> parser, string rule, string isNot, string fix)
        where T : struct
    {
        if (text is null)
        {
            return null;
        }

        if (parser(text.Text, out var value))
        {
            return value;
        }

        Error(text, rule, $"{Quoted.Text(text.Text)} {isNot}", fix);
        return null;
    }

    /// <summary>Returns a whole number between two, as <see cref="Parsed"/> does.</summary>
    public long? Whole(YamlScalar? text, long least, long greatest, string rule, string isNot, string fix) => Parsed(
        text,
        (string given, out long number) => long.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= least && number <= greatest,
        rule,
        isNot,
        fix);

    private void Add(DescriptorIssue issue)
    {
        HasErrors |= issue.Severity == IssueSeverity.Error;
        if (_issues.Count < MaxIssues)
        {
            _issues.Add(issue);
        }
        else if (!_truncated)
        {
            _truncated = true;
            _issues.Add(new DescriptorIssue(
                file, int.MaxValue, "", "yaml.issues", $"There are more than {MaxIssues} issues.", "Begin with those above.", IssueSeverity.Error));
        }
    }
}
