using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
using MeshStarter.Contracts.Yaml;
using MeshStarter.Sdk.Generator.Naming;

namespace MeshStarter.Sdk.Generator.Reading;

/// <summary>
/// Reads an <c>.avsc</c>, by way of the reader of YAML: JSON is a part of it, and so every place has its line. What is read is
/// what rows of the mesh can hold: no recursion, and no union but that with null.
/// </summary>
internal sealed class AvroContract
{
    private const string Example = "a record such as { \"type\": \"record\", \"name\": \"OrderEvent\", \"fields\": [] }";

    private readonly ContractFile _file;
    private readonly YamlIssues _issues;
    private readonly RecordNames _names = new();

    // A record that is not read to its end yet is null.
    private readonly Dictionary<string, RowType?> _named = new(StringComparer.Ordinal);

    private AvroContract(ContractFile file) => (_file, _issues) = (file, new YamlIssues(file.File));

    /// <summary>The contract; null when the schema cannot be used, and then there is a fault.</summary>
    /// <param name="file">The file.</param>
    /// <param name="product">The product whose rows it describes.</param>
    /// <param name="root">The project's root namespace.</param>
    /// <param name="faults">The list that collects faults.</param>
    public static Contract? Read(ContractFile file, ProductReference product, string root, ICollection<Fault> faults)
    {
        var reader = new AvroContract(file);
        var contract = reader.Read(product, root);
        foreach (var issue in reader._issues.Sorted)
        {
            faults.Add(Fault.Of(issue.Rule == "yaml.syntax" ? AsJson(issue) : issue, file));
        }

        return reader._issues.HasErrors ? null : contract;
    }

    private static DescriptorIssue AsJson(DescriptorIssue issue) => issue with
    {
        Rule = "avro.syntax",
        Message = issue.Message.Replace("This is not YAML:", "This is not JSON:"),
        Fix = "Look at this line and the one before: quotes, brackets, colons and commas.",
    };

    private Contract? Read(ProductReference reference, string root)
    {
        var product = reference.Product;

        // JSON may be indented with tabs, and has them nowhere else.
        var document = YamlTree.Parse(_file.Text.Replace('\t', ' '), _issues);
        if (YamlSection.Of(document, _issues, Example) is not { } section)
        {
            return null;
        }

        if (section.Text("type") != "record")
        {
            _issues.Error(section.Mapping, "avro.record", "The schema is no record.", $"Write {Example}.");
            return null;
        }

        // A registry calls the record like the product, which is also its folder's name; a row has one of its own then.
        var row = section.Text("name") is { } name && CSharpName.Pascal(Simple(name)) == CSharpName.Pascal(product.Product) ? product.Product + "_row" : null;
        return Record(section, space: null, row) is { } type
            ? new Contract(
                product.ToString(), reference.Major, _file.IsConsumed ? null : $"{product.Domain}/{_file.Name}", !_file.IsConsumed, CSharpName.Namespace(root, _file.Folder),
                section.Text("doc") ?? "", type, _file.At(section.Find("fields")?.Line ?? section.Mapping.Line))
            : null;
    }

    private (RowType? Type, bool IsNullable) Nullable(YamlNode node, string? space)
    {
        if (node is not YamlSequence union)
        {
            return (Type(node, space), false);
        }

        var branches = union.Items.Where(branch => branch is not YamlScalar { Text: "null" }).ToList();
        if (branches.Count != 1 || union.Items.Count > 2)
        {
            _issues.Error(union, "avro.union", "A union holds null and one type here.", "Write [\"null\", T], or T alone.");
            return default;
        }

        return (Type(branches[0], space), union.Items.Count == 2);
    }

    private RowType? Type(YamlNode node, string? space)
    {
        switch (node)
        {
            case YamlScalar name:
                return Named(name, space);
            case YamlMapping mapping:
                return Object(new YamlSection(mapping, _issues), space);
            default:
                _issues.Error(node, "avro.union", "A union is in no union.", "Write one list of both types.");
                return null;
        }
    }

    private RowType? Named(YamlScalar name, string? space)
    {
        if (Primitive(name.Text, logicalType: null) is { } primitive)
        {
            return primitive;
        }

        if (!_named.TryGetValue(Full(name.Text, space), out var type) && !_named.TryGetValue(name.Text, out type))
        {
            _issues.Error(name, "avro.type", $"There is no type {Quoted.Text(name.Text)} before this place.", "Use boolean, int, long, float, double, bytes, string, or a type that is above.");
            return null;
        }

        if (type is null)
        {
            _issues.Error(name, "avro.recursive", $"{Quoted.Text(name.Text)} is within itself, which no column can hold.", "Give the inner one an end: a list of ids, for example.");
        }

        return type;
    }

    private RowType? Object(YamlSection section, string? space)
    {
        if (section.Find("type") is not YamlScalar { Text: var kind })
        {
            // { "type": { … } } is the inner one.
            return section.Find("type") is { } inner ? Type(inner, space) : Missing(section, "type");
        }

        switch (kind)
        {
            case "record":
                return Record(section, space, row: null);
            case "array":
                return section.Find("items") is { } items
                    ? Nullable(items, space) is ({ } element, var elementIsNullable) ? new ListType(element, elementIsNullable) : null
                    : Missing(section, "items");
            case "map":
                return section.Find("values") is { } values
                    ? Nullable(values, space) is ({ } value, var valueIsNullable) ? new DictionaryType(value, valueIsNullable) : null
                    : Missing(section, "values");
            case "enum":
                return Name(section, space, new ScalarType(PrimitiveKind.String));
            case "fixed":
                return Name(section, space, Decimal(section) ?? new ScalarType(section.Text("logicalType") == "uuid" ? PrimitiveKind.Uuid : PrimitiveKind.Binary));
            case "bytes":
                return Decimal(section) ?? new ScalarType(PrimitiveKind.Binary);
            default:
                return Primitive(kind, section.Text("logicalType")) ?? Named((YamlScalar)section.Find("type")!, space);
        }
    }

    private RecordType? Record(YamlSection section, string? space, string? row)
    {
        if (section.RequiredScalar("name", "Give the record a name.") is not { } name)
        {
            return null;
        }

        var full = Full(name.Text, section.Text("namespace") ?? space);
        space = full.LastIndexOf('.') is var dot and >= 0 ? full[..dot] : null;
        if (!TryName(name, full))
        {
            return null;
        }

        var record = _names.Record(row ?? Simple(name.Text));
        var properties = RecordNames.Properties(record);
        var fields = new List<Field>();
        foreach (var item in section.Items("fields", "a list of fields such as { \"name\": \"order_id\", \"type\": \"string\" }") ?? [])
        {
            if (YamlSection.Of(item, _issues, "{ \"name\": …, \"type\": … }") is { } field && Read(field, space, properties) is { } read)
            {
                fields.Add(read);
            }
        }

        foreach (var twice in fields.GroupBy(field => field.Name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
        {
            _issues.Error(twice.Last().Place.Line, "", "column.duplicate", $"A field {Quoted.Text(twice.Last().Name)} is in line {twice.First().Place.Line} already; case does not count.", "Rename or remove one of the two.");
        }

        if (fields.Count == 0 && !_issues.HasErrors)
        {
            _issues.Error(section.Mapping, "schema.empty", "The record has no field.", "Write at least one.");
        }

        var type = new RecordType(record, new(fields));
        _named[full] = type;
        return type;
    }

    private Field? Read(YamlSection field, string? space, HashSet<string> properties)
    {
        var name = field.RequiredScalar("name", "Give the field a name.");
        if (name is not null && ColumnName.Problem(name.Text) is { } problem)
        {
            _issues.Error(name, "column.name", $"A field {problem}", "Rename it.");
            return null;
        }

        var (type, isNullable) = field.Find("type") is { } written ? Nullable(written, space) : (Missing(field, "type"), false);
        return name is null || type is null
            ? null
            : new Field(name.Text, RecordNames.Property(name.Text, properties), type, isNullable, field.Text("doc"), _file.At(name.Line));
    }

    private RowType? Name(YamlSection section, string? space, RowType type)
    {
        if (section.RequiredScalar("name", "Give the type a name.") is not { } name)
        {
            return null;
        }

        var full = Full(name.Text, section.Text("namespace") ?? space);
        if (!TryName(name, full))
        {
            return null;
        }

        _named[full] = type;
        return type;
    }

    private bool TryName(YamlScalar name, string full)
    {
        if (_named.TryAdd(full, null))
        {
            return true;
        }

        _issues.Error(name, "avro.duplicate", $"{Quoted.Text(full)} is above already.", "Refer to it by its name alone, or give one of the two another.");
        return false;
    }

    private RowType? Decimal(YamlSection section)
    {
        if (section.Text("logicalType") != "decimal")
        {
            return null;
        }

        if (int.TryParse(section.Text("precision"), out var precision) && int.TryParse(section.Text("scale") ?? "0", out var scale)
            && precision is >= 1 and <= DecimalType.MaxPrecision && scale >= 0 && scale <= precision)
        {
            return new ExactType(precision, scale);
        }

        _issues.Error(section.Mapping, "avro.decimal", "A decimal has a precision from 1 to 38 and a scale from 0 to it.", "Write { \"type\": \"bytes\", \"logicalType\": \"decimal\", \"precision\": 18, \"scale\": 2 }.");
        return new ExactType(1, 0);
    }

    private RowType? Missing(YamlSection section, string key)
    {
        _issues.Error(section.Mapping.Line, section.PathOf(key), "key.missing", $"The key {key} is missing.", $"Write \"{key}\": ….");
        return null;
    }

    private static ScalarType? Primitive(string name, string? logicalType)
    {
        var found = PrimitiveForms.All.FirstOrDefault(forms => forms.AvroLogical is { } logical && logical == logicalType && forms.Avro == name)?.Kind
            ?? OfOtherUnit(name, logicalType)
            ?? PrimitiveForms.All.FirstOrDefault(forms => forms.AvroLogical is null && forms.Avro == name)?.Kind;
        return found is { } kind ? new(kind) : null;
    }

    private static PrimitiveKind? OfOtherUnit(string name, string? logicalType) => (name, logicalType) switch
    {
        ("int", "time-millis") => PrimitiveKind.Time,
        ("long", "timestamp-millis" or "timestamp-nanos") => PrimitiveKind.Timestamp,
        ("long", "local-timestamp-millis" or "local-timestamp-nanos") => PrimitiveKind.TimestampNtz,
        _ => null,
    };

    private static string Full(string name, string? space) => name.Contains('.') || space is null ? name : $"{space}.{name}";

    private static string Simple(string name) => name[(name.LastIndexOf('.') + 1)..];
}
