using MeshStarter.Contracts.Products;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace MeshStarter.Contracts.Yaml;

/// <summary>
/// Reads the part of YAML that the mesh's files use: one document of mappings, lists and scalars. Aliases and explicit
/// tags are refused, so a small file is never a large tree and never names a type.
/// </summary>
public static class YamlTree
{
    /// <summary>The longest text that is read, in characters.</summary>
    public const int MaxLength = 256 * 1024;

    private const int MaxDepth = 32;

    /// <summary>Reads a text; null when it has no usable document, and then there is an error among the issues.</summary>
    public static YamlNode? Parse(string text, YamlIssues issues) => Parse(text, issues, MaxLength);

    /// <summary>Reads a text that the mesh itself puts together and that may be longer than one by people; null when it has no usable document, and then there is an error among the issues.</summary>
    /// <param name="text">The text.</param>
    /// <param name="issues">Where errors are noted.</param>
    /// <param name="most">The longest text that is read, in characters.</param>
    public static YamlNode? Parse(string text, YamlIssues issues, int most)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(issues);
        if (text.Length > most)
        {
            issues.Error(1, "", "yaml.size", $"The file has {text.Length} characters; at most {most} are read.", "Shorten it.");
            return null;
        }

        var scanner = new Scanner(new StringReader(text.TrimStart('\uFEFF')));
        try
        {
            return new Builder(new Parser(scanner), issues).Document();
        }
        catch (YamlException broken)
        {
            Malformed(broken.Message, broken.Start.Line);
        }
        catch (Exception broken) when (broken is InvalidOperationException or ArgumentException)
        {
            // YamlDotNet's scanner (16.3.0) fails so at some malformed texts instead of saying what it met.
            Malformed("the text is truncated or has a character in a wrong place", scanner.CurrentPosition.Line);
        }

        return null;

        void Malformed(string reason, long at)
        {
            var line = (int)Math.Max(at, 1);
            // At some tabs the scanner says the file's first line alone.
            if ((TabIn(text, line, line + 1) ?? (line == 1 ? TabIn(text, line, int.MaxValue) : null)) is { } tab)
            {
                issues.Error(tab, "", "yaml.syntax", "The line is indented with a tab.", "Indent with spaces; YAML takes no tabs.");
            }
            else
            {
                issues.Error(line, "", "yaml.syntax", $"This is not YAML: {reason.TrimEnd('.')}.", "Look at this line and the one before: quotes, brackets, indentation and the space after a colon.");
            }
        }
    }

    // The scanner reports a tab where the last sound token began, which may be the line before.
    private static int? TabIn(string text, int first, int last)
    {
        var number = 0;
        foreach (var each in text.AsSpan().EnumerateLines())
        {
            number++;
            var indentation = each[..^each.TrimStart().Length];
            if (number >= first && number <= last && indentation.Contains('\t'))
            {
                return number;
            }
        }

        return null;
    }

    /// <summary>Builds the tree from the parser's events, with a stack of its own instead of the thread's.</summary>
    private sealed class Builder(Parser parser, YamlIssues issues)
    {
        private readonly Stack<Open> _open = new();
        private YamlNode? _root;

        public YamlNode? Document()
        {
            var documents = 0;
            while (parser.MoveNext())
            {
                switch (parser.Current)
                {
                    case DocumentStart start when ++documents == 2:
                        issues.Error((int)start.Start.Line, "", "yaml.documents", "A second document begins here.", "Give each document a file of its own.");
                        return null;
                    case AnchorAlias alias:
                        issues.Error((int)alias.Start.Line, "", "yaml.alias", $"The alias {Quoted.Text("*" + alias.Value)} is not taken.", "Write its value out.");
                        return null;
                    case NodeEvent node when !Accept(node):
                        return null;
                    case MappingEnd or SequenceEnd:
                        Place(_open.Pop().Close());
                        break;
                }
            }

            if (_root is null)
            {
                issues.Error(1, "", "yaml.empty", "The file is empty.", "Write the keys that it needs.");
            }

            return _root;
        }

        /// <summary>Takes one node; false when the rest is not worth reading.</summary>
        private bool Accept(NodeEvent node)
        {
            var line = (int)node.Start.Line;
            var path = _open.TryPeek(out var parent) ? parent.NextPath : "";
            if (!node.Tag.IsEmpty)
            {
                issues.Error(line, path, "yaml.tag", $"The tag {Quoted.Text(node.Tag.ToString())} is not taken.", "Remove it.");
            }

            if (_open.Count == MaxDepth)
            {
                issues.Error(line, path, "yaml.depth", $"The file is nested deeper than {MaxDepth} levels.", "Flatten it.");
                return false;
            }

            switch (node)
            {
                case Scalar text when text.Value.Contains('\0'):
                    issues.Error(line, path, "text.control", "The text holds the control character U+0000.", "Leave it out.");
                    return false;
                case Scalar scalar when parent is OpenMapping { AwaitsKey: true } mapping:
                    mapping.Key(scalar.Value, line, issues);
                    break;
                case Scalar scalar:
                    Place(new YamlScalar(scalar.Value, scalar.Style == ScalarStyle.Plain, line, path));
                    break;
                case not null when parent is OpenMapping { AwaitsKey: true }:
                    issues.Error(line, path, "yaml.key", "A key is a list or a mapping.", "Keys are texts.");
                    return false;
                case SequenceStart:
                    _open.Push(new OpenSequence(line, path));
                    break;
                default:
                    _open.Push(new OpenMapping(line, path));
                    break;
            }

            return true;
        }

        private void Place(YamlNode node)
        {
            if (_open.TryPeek(out var parent))
            {
                parent.Add(node);
            }
            else
            {
                _root = node;
            }
        }
    }

    private abstract class Open(int line, string path)
    {
        protected int Line => line;

        protected string Path => path;

        public abstract string NextPath { get; }

        public abstract void Add(YamlNode node);

        public abstract YamlNode Close();
    }

    private sealed class OpenSequence(int line, string path) : Open(line, path)
    {
        private readonly List<YamlNode> _items = [];

        public override string NextPath => $"{Path}[{_items.Count}]";

        public override void Add(YamlNode node) => _items.Add(node);

        public override YamlNode Close() => new YamlSequence(_items, Line, Path);
    }

    private sealed class OpenMapping(int line, string path) : Open(line, path)
    {
        private readonly List<YamlEntry> _entries = [];
        private readonly Dictionary<string, int> _lines = new(StringComparer.Ordinal);
        private (string Text, int Line, bool Keep)? _key;

        public bool AwaitsKey => _key is null;

        public override string NextPath => _key is { } key ? PathOf(key.Text) : Path;

        public void Key(string text, int line, YamlIssues issues)
        {
            var first = _lines.TryAdd(text, line);
            if (!first)
            {
                issues.Error(line, PathOf(text), "yaml.duplicate_key", $"The key is in line {_lines[text]} already.", "Remove one of the two.");
            }

            _key = (text, line, first);
        }

        public override void Add(YamlNode node)
        {
            if (_key is { Keep: true } key)
            {
                _entries.Add(new YamlEntry(key.Text, key.Line, node));
            }

            _key = null;
        }

        public override YamlNode Close() => new YamlMapping(_entries, Line, Path);

        private string PathOf(string key) => Path.Length == 0 ? Shown(key) : $"{Path}.{Shown(key)}";

        // A path is shown to people: a key of a thousand characters or with control characters is none that they can use.
        private static string Shown(string key) => Quoted.Text(key)[1..^1];
    }
}
