using MeshStarter.Contracts.Descriptors.Reading;

namespace MeshStarter.Contracts.Yaml;

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

    /// <summary>Notes a warning at a line.</summary>
    public void Warn(int line, string key, string rule, string message, string fix) =>
        Add(new DescriptorIssue(file, line, key, rule, message, fix, IssueSeverity.Warning));

    /// <summary>Notes a warning at a node.</summary>
    public void Warn(YamlNode node, string rule, string message, string fix)
    {
        ArgumentNullException.ThrowIfNull(node);
        Warn(node.Line, node.Path, rule, message, fix);
    }

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
