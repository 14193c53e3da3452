namespace MeshStarter.Contracts.Yaml;

/// <summary>Finds the line of a key in a YAML file.</summary>
public sealed class YamlLines
{
    private readonly Dictionary<string, int> _lines = new(StringComparer.Ordinal);

    private YamlLines()
    {
    }

    /// <summary>Reads a file; one that is not YAML has no keys.</summary>
    public static YamlLines Of(string text)
    {
        var lines = new YamlLines();
        lines.Add(YamlTree.Parse(text, new YamlIssues("")));
        return lines;
    }

    /// <summary>The line of a key, such as <c>quality.checks[1].sql</c>, or of the closest one that it is in; 1 for a key that is missing at the top.</summary>
    public int Find(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        for (var key = path; key.Length > 0; key = key[..Math.Max(0, key.LastIndexOfAny(['.', '[']))])
        {
            if (_lines.TryGetValue(key, out var line))
            {
                return line;
            }
        }

        return 1;
    }

    private void Add(YamlNode? node)
    {
        switch (node)
        {
            case YamlMapping mapping:
                foreach (var entry in mapping.Entries)
                {
                    _lines[entry.Value.Path] = entry.Line;
                    Add(entry.Value);
                }

                break;
            case YamlSequence sequence:
                foreach (var item in sequence.Items)
                {
                    _lines[item.Path] = item.Line;
                    Add(item);
                }

                break;
        }
    }
}
