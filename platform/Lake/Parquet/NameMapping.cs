using System.Text;
using System.Text.Json;
using MeshStarter.Lake.Parquet.Footers;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Json;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Types;

namespace MeshStarter.Lake.Parquet;

/// <summary>
/// The ids of columns in files whose writers gave none, by name: the table's property <c>schema.name-mapping.default</c>
/// (specification, "Name Mapping Serialization").
/// </summary>
internal sealed class NameMapping
{
    /// <summary>The property's name.</summary>
    public const string Property = "schema.name-mapping.default";

    private readonly Dictionary<string, Mapped> _byName;

    private NameMapping(IReadOnlyList<Mapped> fields)
    {
        _byName = new Dictionary<string, Mapped>(StringComparer.Ordinal);
        foreach (var field in fields)
        {
            foreach (var name in field.Names)
            {
                _byName.TryAdd(name, field);
            }
        }
    }

    /// <summary>The mapping of a table; null when it has none.</summary>
    /// <exception cref="IcebergFormatException">It is not what the specification says.</exception>
    public static NameMapping? Of(TableMetadata metadata)
    {
        if (!metadata.Properties.TryGetValue(Property, out var json))
        {
            return null;
        }

        var place = $"property {Property} of the table at {metadata.Location}";
        using var document = IcebergJson.Parse(Encoding.UTF8.GetBytes(json), place);
        return new NameMapping(Read(document.RootElement, place));
    }

    /// <summary>The mapping of fields whose names the specification fixes.</summary>
    public static NameMapping Of(IEnumerable<NestedField> fields) => new([.. fields.Select(field => new Mapped([field.Name], field.Id, []))]);

    /// <summary>A file's schema with the ids that its names represent.</summary>
    public ParquetNode Apply(ParquetNode root) => root with { Children = [.. root.Children.Select(child => Identified(child, _byName.GetValueOrDefault(child.Name)))] };

    private static ParquetNode Identified(ParquetNode node, Mapped? mapped)
    {
        var inner = mapped is null ? null : new NameMapping(mapped.Fields);
        if (StoredNesting.ElementOf(node) is { } element)
        {
            return WithElement(node, Identified(element, inner?._byName.GetValueOrDefault("element"))) with { FieldId = mapped?.FieldId };
        }

        if (StoredNesting.EntriesOf(node) is var (key, value))
        {
            var entries = node.Children[0] with { Children = [Identified(key, inner?._byName.GetValueOrDefault("key")), Identified(value, inner?._byName.GetValueOrDefault("value"))] };
            return node with { FieldId = mapped?.FieldId, Children = [entries] };
        }

        return node with { FieldId = mapped?.FieldId, Children = [.. node.Children.Select(child => Identified(child, inner?._byName.GetValueOrDefault(child.Name)))] };
    }

    // The element is the repeated node itself, or what is in it.
    private static ParquetNode WithElement(ParquetNode list, ParquetNode element)
    {
        var repeated = list.Children[0];
        return repeated.Children is [var only] && ReferenceEquals(StoredNesting.ElementOf(list), only)
            ? list with { Children = [repeated with { Children = [element] }] }
            : list with { Children = [element with { Repetition = ParquetRepetition.Repeated }] };
    }

    private static List<Mapped> Read(JsonElement element, string place)
    {
        if (element.ValueKind != JsonValueKind.Array)
        {
            throw new IcebergFormatException(place, "a name mapping is a list.");
        }

        List<Mapped> fields = [];
        foreach (var field in element.EnumerateArray())
        {
            if (field.ValueKind != JsonValueKind.Object || !field.TryGetProperty("names", out var names) || names.ValueKind != JsonValueKind.Array
                || names.EnumerateArray().Any(static name => name.ValueKind != JsonValueKind.String))
            {
                throw new IcebergFormatException(place, "each field of a name mapping has a list of names.");
            }

            int? id = field.TryGetProperty("field-id", out var number) && number.ValueKind == JsonValueKind.Number && number.TryGetInt32(out var read) ? read : null;
            fields.Add(new Mapped(
                [.. names.EnumerateArray().Select(static name => name.GetString()!)],
                id,
                field.TryGetProperty("fields", out var inner) && inner.ValueKind == JsonValueKind.Array ? Read(inner, place) : []));
        }

        return fields;
    }

    private sealed record Mapped(IReadOnlyList<string> Names, int? FieldId, IReadOnlyList<Mapped> Fields);
}
