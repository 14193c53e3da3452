using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Yaml;

namespace MeshStarter.Policy.Changes;

/// <summary>Changes rules in the text of a bundle. What is not changed stays as it is written, comments included.</summary>
internal sealed class PolicyTextEditor
{
    private const string Access = "access";
    private const string Registration = "registration";

    private readonly List<Section> _sections;

    private PolicyTextEditor(List<Section> sections) => _sections = sections;

    /// <summary>The text.</summary>
    public string Text => string.Join('\n', _sections.SelectMany(section => section.Lines)) + "\n";

    /// <summary>Opens a text; what is no bundle is noted.</summary>
    public static PolicyTextEditor Open(string text, YamlIssues issues)
    {
        var lines = text.TrimStart('\uFEFF').ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        if (YamlTree.Parse(text, issues) is not YamlMapping root)
        {
            return new PolicyTextEditor([]);
        }

        // The mark of a document's begin says nothing where there is one document.
        if (Array.FindIndex(lines, line => line.TrimStart() is not ("" or ['#', ..])) is var begin and >= 0 && lines[begin] is "---")
        {
            lines[begin] = "";
        }

        if (root.Entries.Any(entry => entry.Value.Line < entry.Line) || lines.Length == 0 || lines.Any(line => line is "---" or "..."))
        {
            issues.Error(1, "", "change.form", "The rules are not written as one block of keys.", "Begin each key on a line of its own, or propose the whole text.");
            return new PolicyTextEditor([]);
        }

        var sections = new List<Section>();
        var starts = root.Entries.Select(entry => Before(lines, entry.Line - 1, 0)).ToList();
        if (starts is [> 0 and var first, ..])
        {
            sections.Add(new Section("", lines[..first], null));
        }

        for (var i = 0; i < root.Entries.Count; i++)
        {
            var (entry, end) = (root.Entries[i], i + 1 < starts.Count ? starts[i + 1] : lines.Length);
            sections.Add(new Section(entry.Key, lines[starts[i]..end], entry is { Key: Access or Registration, Value: YamlSequence list } ? Items(list, lines, end, entry.Line) : null));
        }

        return new PolicyTextEditor(sections);
    }

    public bool Has(string id) => _sections.Exists(section => section.Items?.Exists(item => item.Id == id) == true);

    public bool Remove(string id) => _sections.Exists(section => section.Items?.RemoveAll(item => item.Id == id) > 0);

    public bool Replace(string id, YamlMapping rule)
    {
        foreach (var section in _sections.Where(section => section.Items is not null))
        {
            if (section.Items!.FindIndex(item => item.Id == id) is var index and >= 0)
            {
                section.Items[index] = section.Items[index] with { Lines = PolicyYaml.Item(rule) };
                return true;
            }
        }

        return false;
    }

    /// <summary>Adds a rule: of registration where it has a check, else of access.</summary>
    public void Add(YamlMapping rule)
    {
        var key = IsOfRegistration(rule) ? Registration : Access;
        if (_sections.Find(each => each.Key == key) is not { Items: { } items } section)
        {
            // The reader refuses a bundle without the section, or with a section that is no list.
            _sections.RemoveAll(each => each.Key == key);
            _sections.Add(section = new Section(key, [], items = []));
        }

        items.Add(new Item(IdOf(rule), [""], PolicyYaml.Item(rule)));
    }

    /// <summary>Sets a section as a whole.</summary>
    public void Set(string key, YamlNode value)
    {
        string[] lines = [$"{key}: {PolicyYaml.Flow(value)}"];
        if (_sections.FindIndex(section => section.Key == key) is var index and >= 0)
        {
            _sections[index] = _sections[index].With(lines);
        }
        else
        {
            _sections.Add(new Section(key, ["", .. lines], null));
        }
    }

    /// <summary>Adds entries to a list that is written as a whole.</summary>
    public void Append(string key, IReadOnlyList<YamlNode> existing, IEnumerable<YamlNode> entries)
    {
        var section = new Section(key, ["", $"{key}:", .. existing.Concat(entries).Select(entry => $"  - {PolicyYaml.Flow(entry)}")], null);
        _sections.RemoveAll(each => each.Key == key);
        _sections.Add(section);
    }

    /// <summary>Raises the last number of the bundle's version.</summary>
    public void RaiseVersion()
    {
        if (_sections.FindIndex(section => section.Key == "version") is not (var index and >= 0))
        {
            return;
        }

        var section = _sections[index];
        for (var i = 0; i < section.Lines.Count; i++)
        {
            if (!section.Lines[i].StartsWith("version:", StringComparison.Ordinal))
            {
                continue;
            }

            var parts = section.Lines[i]["version:".Length..].Split('#', 2);
            if (ProductVersion.TryParse(parts[0].Trim().Trim('"', '\''), out var version))
            {
                var lines = section.Lines.ToList();
                lines[i] = $"version: {version.Major}.{version.Minor}.{version.Patch + 1}{(parts.Length > 1 ? $" #{parts[1]}" : "")}";
                _sections[index] = new Section("version", lines, null);
            }

            return;
        }
    }

    private static List<Item>? Items(YamlSequence list, string[] lines, int end, int keyLine)
    {
        if (list.Items.Count == 0)
        {
            return [];
        }

        // In brackets, or with a dash that has its rule below it: written again as a whole.
        var first = list.Items[0].Line - 1;
        var isBlock = first >= keyLine && list.Items.All(item => item is YamlMapping && lines[item.Line - 1].TrimStart().StartsWith("- ", StringComparison.Ordinal));
        var items = new List<Item>();
        for (var i = 0; i < list.Items.Count; i++)
        {
            if (list.Items[i] is not YamlMapping rule)
            {
                return null;
            }

            if (!isBlock)
            {
                items.Add(new Item(IdOf(rule), [], PolicyYaml.Item(rule)));
                continue;
            }

            var from = i == 0 ? keyLine : Before(lines, rule.Line - 1, keyLine);
            var to = i + 1 < list.Items.Count ? Before(lines, list.Items[i + 1].Line - 1, rule.Line) : end;
            items.Add(new Item(IdOf(rule), lines[from..(rule.Line - 1)], lines[(rule.Line - 1)..to]));
        }

        return items;
    }

    // The first of the blank and comment lines directly above a line.
    private static int Before(string[] lines, int index, int least)
    {
        while (index > least && (lines[index - 1].TrimStart() is "" or ['#', ..]))
        {
            index--;
        }

        return index;
    }

    /// <summary>Whether a rule is one of registration: it has a check, or a severity where that is misspelt.</summary>
    public static bool IsOfRegistration(YamlMapping rule) => rule.Entries.Any(entry => entry.Key is "check" or "severity");

    /// <summary>Returns the id of a rule; empty where it has none.</summary>
    public static string IdOf(YamlMapping rule) => rule.Entries.FirstOrDefault(entry => entry.Key == "id")?.Value is YamlScalar id ? id.Text.Trim() : "";

    /// <summary>A rule's lines, and the comments above them.</summary>
    private sealed record Item(string Id, IReadOnlyList<string> Above, IReadOnlyList<string> Lines);

    /// <summary>A key of the bundle with its lines; the rules of a list of rules one by one.</summary>
    private sealed class Section(string key, IReadOnlyList<string> lines, List<Item>? items)
    {
        public string Key => key;

        public List<Item>? Items => items;

        public IReadOnlyList<string> Lines => items is null ? lines
            : items.Count == 0 ? [.. Comments, $"{key}: []"]
            : [.. Comments, $"{key}:", .. items.SelectMany(item => item.Above.Concat(item.Lines))];

        // The lines above the key.
        private IEnumerable<string> Comments => lines.TakeWhile(line => !line.StartsWith(key, StringComparison.Ordinal));

        public Section With(IEnumerable<string> value) => new(key, [.. Comments, .. value], null);
    }
}
