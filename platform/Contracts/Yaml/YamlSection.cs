using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;

namespace MeshStarter.Contracts.Yaml;

/// <summary>
/// Reads the keys of one mapping and notes what does not fit. Each key that is requested is known from then on;
/// <see cref="RefuseOthers()"/> reports the rest. A key without a value counts as absent.
/// </summary>
public sealed partial class YamlSection(YamlMapping mapping, YamlIssues issues)
{
    private readonly List<string> _known = [];

    /// <summary>The mapping that is read.</summary>
    public YamlMapping Mapping => mapping;

    /// <summary>The list that collects issues.</summary>
    public YamlIssues Issues => issues;

    /// <summary>The section of a node; null, and an issue, when the node is no mapping.</summary>
    /// <param name="node">The node; null gives null and no issue.</param>
    /// <param name="issues">The list that collects issues.</param>
    /// <param name="example">An example of a valid value.</param>
    public static YamlSection? Of(YamlNode? node, YamlIssues issues, string example)
    {
        ArgumentNullException.ThrowIfNull(issues);
        if (node is YamlMapping mapping)
        {
            return new YamlSection(mapping, issues);
        }

        if (node is not null)
        {
            issues.Error(node, "value.type", $"{What(node)} is here where keys are expected.", $"Write {example}.");
        }

        return null;
    }

    /// <summary>The value of a key; null when it is absent.</summary>
    public YamlNode? Find(string key)
    {
        _known.Add(key);
        foreach (var entry in mapping.Entries)
        {
            if (string.Equals(entry.Key, key, StringComparison.Ordinal))
            {
                return entry.Value is YamlScalar { IsNull: true } ? null : entry.Value;
            }
        }

        return null;
    }

    /// <summary>A single value; null, and an issue unless it is absent, when it is something else.</summary>
    public YamlScalar? Scalar(string key, string expected = "a text")
    {
        var node = Find(key);
        if (node is not null and not YamlScalar)
        {
            issues.Error(node, "value.type", $"{What(node)} is here where {expected} is expected.", $"Write {expected}.");
        }

        return node as YamlScalar;
    }

    /// <summary>A text; null when it is absent, blank or something else.</summary>
    public string? Text(string key) => Scalar(key)?.Text.Trim() is { Length: > 0 } text ? text : null;

    /// <summary>A text that must be there.</summary>
    public YamlScalar? RequiredScalar(string key, string fix)
    {
        var found = Find(key) is not null;
        var scalar = Scalar(key);
        if (scalar is { } blank && string.IsNullOrWhiteSpace(blank.Text))
        {
            (found, scalar) = (false, null);
        }

        if (!found)
        {
            issues.Error(mapping.Line, PathOf(key), "key.missing", $"The key {key} is missing.", fix);
        }

        return scalar;
    }

    /// <summary>Notes an error where a key is absent.</summary>
    public void Require(string key, string message, string fix)
    {
        if (Find(key) is null)
        {
            issues.Error(mapping.Line, PathOf(key), "key.missing", message, fix);
        }
    }

    /// <summary><c>true</c> or <c>false</c>; null when it is absent or something else.</summary>
    public bool? Flag(string key)
    {
        if (Scalar(key, "true or false") is not { } scalar)
        {
            return null;
        }

        if (scalar.IsPlain && bool.TryParse(scalar.Text, out var flag))
        {
            return flag;
        }

        issues.Error(scalar, "value.type", $"{Quoted.Text(scalar.Text)} is neither true nor false.", "Write true or false, without quotes.");
        return null;
    }

    /// <summary>The entries of a list; null when it is absent or no list.</summary>
    public IReadOnlyList<YamlNode>? Items(string key, string example)
    {
        var node = Find(key);
        if (node is not null and not YamlSequence)
        {
            issues.Error(node, "value.type", $"{What(node)} is here where a list is expected.", $"Write {example}.");
        }

        return (node as YamlSequence)?.Items;
    }

    /// <summary>A list of texts, none empty and none twice; null when it is absent or no list.</summary>
    public IReadOnlyList<YamlScalar>? Texts(string key)
    {
        if (Items(key, "a list such as [a, b]") is not { } items)
        {
            return null;
        }

        var texts = new List<YamlScalar>(items.Count);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            if (item is not YamlScalar { IsNull: false } scalar || scalar.Text.Trim().Length == 0)
            {
                issues.Error(item, "value.type", $"{What(item)} is here where a text is expected.", "Write a text.");
            }
            else if (!seen.Add(scalar.Text))
            {
                issues.Error(item, "value.duplicate", $"{Quoted.Text(scalar.Text)} is in the list already.", "Remove it.");
            }
            else
            {
                texts.Add(scalar);
            }
        }

        return texts;
    }

    /// <summary>The keys below a key; null when it is absent or has none.</summary>
    public YamlSection? Section(string key, string example) => Of(Find(key), issues, example);

    /// <summary>Reports every key that was not read.</summary>
    public void RefuseOthers()
    {
        foreach (var entry in mapping.Entries)
        {
            if (_known.Contains(entry.Key, StringComparer.Ordinal))
            {
                continue;
            }

            var fix = (Suggestion.Nearest(entry.Key, _known) ?? Begun(entry.Key)) is { } nearest
                ? $"Did you mean {nearest}?"
                : $"Use one of {string.Join(", ", _known.Distinct(StringComparer.Ordinal))}.";
            issues.Error(entry.Line, PathOf(entry.Key), "key.unknown", $"The key {Quoted.Text(entry.Key)} is not known here.", fix);
        }
    }

    /// <summary>Reports every key that was not read and that no reader of the mapping would read: where it is not known which of several readers is meant.</summary>
    /// <param name="others">The keys of all readers.</param>
    public void RefuseOthers(IEnumerable<string> others)
    {
        _known.AddRange(others);
        RefuseOthers();
    }

    // uniq for unique: more is left out than a misspelling of so short a word may lack.
    private string? Begun(string key) => key.Length > 3 && _known.Distinct(StringComparer.Ordinal).Where(known => known.StartsWith(key, StringComparison.Ordinal)).ToList() is [var only] ? only : null;

    /// <summary>The path of a key of this section.</summary>
    public string PathOf(string key)
    {
        var shown = Quoted.Text(key)[1..^1];
        return mapping.Path.Length == 0 ? shown : $"{mapping.Path}.{shown}";
    }

    private static string What(YamlNode node) => node switch
    {
        YamlScalar { IsNull: true } => "Nothing",
        YamlScalar scalar => $"The text {Quoted.Text(scalar.Text)}",
        YamlSequence => "A list",
        _ => "A mapping of keys",
    };
}
