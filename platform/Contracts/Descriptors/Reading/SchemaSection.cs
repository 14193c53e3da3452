using System.Diagnostics.CodeAnalysis;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
using MeshStarter.Contracts.Yaml;

namespace MeshStarter.Contracts.Descriptors.Reading;

/// <summary>The key <c>schema</c>, and what other keys ask of the columns.</summary>
internal sealed class SchemaSection
{
    private readonly YamlIssues _issues;
    private readonly List<ColumnDefinition> _columns = [];
    private readonly Dictionary<string, int> _lines = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _unreadable = new(StringComparer.OrdinalIgnoreCase);

    private SchemaSection(YamlIssues issues) => _issues = issues;

    /// <summary>The columns that can be read.</summary>
    public IReadOnlyList<ColumnDefinition> Columns => _columns;

    public static SchemaSection Read(YamlSection descriptor)
    {
        const string Example = "a list of columns such as \"- { name: order_id, type: UUID }\"";
        var schema = new SchemaSection(descriptor.Issues);
        descriptor.Require("schema", "The key schema is missing.", $"Write {Example}.");
        var items = descriptor.Items("schema", Example);
        if (items is { Count: 0 } && descriptor.Find("schema") is { } empty)
        {
            descriptor.Issues.Error(empty, "schema.empty", "The schema has no column.", $"Write {Example}.");
        }

        foreach (var item in items ?? [])
        {
            if (YamlSection.Of(item, descriptor.Issues, "\"name: …\" and \"type: …\"") is { } column)
            {
                schema.Add(column);
            }
        }

        return schema;
    }

    /// <summary>
    /// Finds the column that another key names. False when there is none, which is noted, or when it is there and
    /// cannot be read, which was noted where it is.
    /// </summary>
    public bool TryFind(YamlScalar reference, [NotNullWhen(true)] out ColumnDefinition? column)
    {
        column = _columns.Find(c => string.Equals(c.Name, reference.Text, StringComparison.Ordinal));
        if (column is not null || _unreadable.Contains(reference.Text))
        {
            return column is not null;
        }

        _issues.Error(reference, "column.unknown", $"The schema has no column {Quoted.Text(reference.Text)}.", Advice(reference.Text));
        return false;
    }

    /// <summary>Whether the schema has the column or the part of a column, <c>address.street</c>; case does not count.</summary>
    public bool Has(string path)
    {
        var names = path.Split('.');
        if (_unreadable.Contains(names[0]))
        {
            return true;
        }

        var type = _columns.Find(c => string.Equals(c.Name, names[0], StringComparison.OrdinalIgnoreCase))?.Type;
        foreach (var name in names.Skip(1))
        {
            while (type is ArrayType or MapType)
            {
                type = type is ArrayType array ? array.Element : ((MapType)type).Value;
            }

            type = (type as StructType)?.Fields
                .FirstOrDefault(field => string.Equals(field.Name, name, StringComparison.OrdinalIgnoreCase))?.Type;
        }

        return type is not null;
    }

    /// <summary>The column, or the part of one, that a path probably means which does not exist; null where no name is near.</summary>
    public string? Nearest(string path)
    {
        var (found, known) = ("", (IEnumerable<(string Name, ColumnType? Type)>)[.. _columns.Select(column => (column.Name, (ColumnType?)column.Type)), .. _unreadable.Select(name => (name, (ColumnType?)null))]);
        foreach (var name in path.Split('.'))
        {
            var there = known.ToList();
            if (there.Find(each => string.Equals(each.Name, name, StringComparison.OrdinalIgnoreCase)) is not { Name: not null } part)
            {
                return Suggestion.Nearest(name.ToLowerInvariant(), there.Select(each => each.Name.ToLowerInvariant())) is { } nearest
                    ? found + there.Find(each => string.Equals(each.Name, nearest, StringComparison.OrdinalIgnoreCase)).Name
                    : null;
            }

            (found, known) = ($"{found}{part.Name}.", Parts(part.Type));
        }

        return null;
    }

    /// <summary>Suggests a name for a column that does not exist.</summary>
    public string Advice(string name) => Suggestion.Nearest(name, _lines.Keys) is { } nearest
        ? $"Did you mean {nearest}?"
        : $"Use one of {string.Join(", ", _lines.Keys.Take(20))}, or add the column to the schema.";

    private static IEnumerable<(string Name, ColumnType? Type)> Parts(ColumnType? type) => type switch
    {
        ArrayType array => Parts(array.Element),
        MapType map => Parts(map.Value),
        StructType structure => structure.Fields.Select(field => (field.Name, (ColumnType?)field.Type)),
        _ => [],
    };

    private void Add(YamlSection column)
    {
        var name = column.RequiredScalar("name", "Give the column a name.");
        var type = ReadType(column);
        var required = column.Flag("required");
        var description = column.Text("description");
        var tags = Tags(column);
        column.RefuseOthers();
        if (name is null || !TryName(name))
        {
            return;
        }

        if (type is null)
        {
            _unreadable.Add(name.Text);
        }
        else
        {
            _columns.Add(new ColumnDefinition { Name = name.Text, Type = type, Required = required ?? false, Description = description, Tags = tags });
        }
    }

    private bool TryName(YamlScalar name)
    {
        if (ColumnName.Problem(name.Text) is { } problem)
        {
            _issues.Error(name, "column.name", $"A column {problem}", "Rename it.");
            return false;
        }

        if (_lines.TryAdd(name.Text, name.Line))
        {
            return true;
        }

        _issues.Error(
            name, "column.duplicate", $"A column {Quoted.Text(name.Text)} is in line {_lines[name.Text]} already; case does not count.", "Rename or remove one of the two.");
        return false;
    }

    private ColumnType? ReadType(YamlSection column)
    {
        if (column.RequiredScalar("type", "Give the column a type such as STRING.") is not { } text)
        {
            return null;
        }

        if (WholeType(column, text) is { } whole)
        {
            _issues.Error(text, "type.quotes", $"{Quoted.Text(text.Text)} is the type up to a comma, which ends a value here.", $"Write it in quotes: type: \"{whole}\".");
            return null;
        }

        if (!ColumnTypeParser.TryParse(text.Text, out var type, out var error, out var fix))
        {
            _issues.Error(text, "type.unknown", error, fix);
        }

        return type;
    }

    // { name: total, type: DECIMAL(18,2) } has the type DECIMAL(18 and a key "2)" without a value.
    private static string? WholeType(YamlSection column, YamlScalar type)
    {
        var text = type.Text;
        List<string> rest = [];
        foreach (var entry in column.Mapping.Entries.SkipWhile(entry => entry.Key != "type").Skip(1))
        {
            if (!type.IsPlain || !IsOpen(text) || entry.Value is not YamlScalar { IsNull: true })
            {
                break;
            }

            text = $"{text},{entry.Key}";
            rest.Add(entry.Key);
        }

        if (rest.Count == 0 || !ColumnTypeParser.TryParse(text, out var whole, out _, out _))
        {
            return null;
        }

        // Found keys are not reported as unknown ones.
        rest.ForEach(key => column.Find(key));
        return whole.ToString();
    }

    private static bool IsOpen(string type) => Count(type, '(') > Count(type, ')') || Count(type, '<') > Count(type, '>');

    private static int Count(string type, char bracket) => type.Count(character => character == bracket);

    private List<string> Tags(YamlSection column)
    {
        var tags = new List<string>();
        foreach (var tag in column.Texts("tags") ?? [])
        {
            if (ColumnTag.IsValid(tag.Text))
            {
                tags.Add(tag.Text);
            }
            else
            {
                _issues.Error(tag, "tag.form", $"{Quoted.Text(tag.Text)} is not a tag.", "Write lower-case words joined by dots, such as pii.email.");
            }
        }

        return tags;
    }
}
