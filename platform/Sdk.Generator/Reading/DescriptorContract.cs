using MeshStarter.Contracts.Types;
using MeshStarter.Contracts.Yaml;
using MeshStarter.Sdk.Generator.Naming;

namespace MeshStarter.Sdk.Generator.Reading;

/// <summary>Makes the contract of a <c>data-product.yaml</c>, which code is written against.</summary>
internal static class DescriptorContract
{
    /// <summary>The contract of a product's rows.</summary>
    public static Contract Of(DeclaredProduct declared, string root)
    {
        var (file, section, product, version, schema) = declared;
        var lines = Lines(section);
        var names = new RecordNames();
        var row = names.Record(product.Product + "_row");
        var properties = RecordNames.Properties(row);
        var fields = schema.Columns.Select(column => new Field(
            column.Name,
            RecordNames.Property(column.Name, properties),
            Type(column.Type, $"{product.Product}_{column.Name}", names, file.At(lines[column.Name])),
            !column.Required,
            column.Description,
            file.At(lines[column.Name])));
        return new Contract(
            product.ToString(), version.Major, Schema: null, IsPublished: true, CSharpName.Namespace(root, file.Folder), section.Text("description") ?? "",
            new RecordType(row, new(fields)), file.At(section.Find("schema")!.Line));
    }

    private static Dictionary<string, int> Lines(YamlSection section)
    {
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var entry in ((YamlSequence)section.Find("schema")!).Items.OfType<YamlMapping>().SelectMany(column => column.Entries))
        {
            if (entry is { Key: "name", Value: YamlScalar name })
            {
                lines[name.Text] = name.Line;
            }
        }

        return lines;
    }

    // A nested value is never required.
    private static RowType Type(ColumnType type, string path, RecordNames names, Place place) => type switch
    {
        PrimitiveType primitive => new ScalarType(primitive.Kind),
        DecimalType exact => new ExactType(exact.Precision, exact.Scale),
        ArrayType array => new ListType(Type(array.Element, path, names, place), IsNullable: true),
        MapType map => new DictionaryType(Type(map.Value, path, names, place), IsNullable: true),
        StructType structure => Struct(structure, path, names, place),
        _ => throw new NotSupportedException($"There is no type in C# for {type}."),
    };

    private static RecordType Struct(StructType structure, string path, RecordNames names, Place place)
    {
        var record = names.Record(path);
        var properties = RecordNames.Properties(record);
        return new RecordType(record, new(structure.Fields.Select(field => new Field(
            field.Name, RecordNames.Property(field.Name, properties), Type(field.Type, $"{path}_{field.Name}", names, place), IsNullable: true, Description: null, place))));
    }
}
