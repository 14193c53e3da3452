using MeshStarter.Platform.Iceberg.Json;
using MeshStarter.Platform.Iceberg.Types;

namespace MeshStarter.Platform.Iceberg.Schemas;

/// <summary>A schema's fields by id and by full name.</summary>
internal sealed class SchemaIndex
{
    private readonly Dictionary<int, Entry> _byId = [];
    private readonly Dictionary<string, NestedField> _byName = new(StringComparer.Ordinal);
    private readonly List<NestedField> _fields = [];

    public SchemaIndex(IcebergStruct row, JsonPlace place) => Add(row, prefix: "", parent: null, place);

    public int HighestFieldId { get; private set; }

    public IEnumerable<NestedField> Fields => _fields;

    public NestedField? Find(int id) => _byId.TryGetValue(id, out var entry) ? entry.Field : null;

    public NestedField? Find(string fullName) => _byName.GetValueOrDefault(fullName);

    public string? FindName(int id) => _byId.TryGetValue(id, out var entry) ? entry.FullName : null;

    public NestedField? FindParent(int id) => _byId.TryGetValue(id, out var entry) ? entry.Parent : null;

    /// <summary>An identifier is a required primitive that is compared exactly, and all that it is in are required structs.</summary>
    public void CheckIdentifiers(IReadOnlyList<int> ids, JsonPlace place)
    {
        for (var i = 0; i < ids.Count; i++)
        {
            if (Misfit(ids[i]) is { } misfit)
            {
                throw place.Member("identifier-field-ids").Item(i).Wrong(misfit);
            }
        }
    }

    private string? Misfit(int id)
    {
        if (!_byId.TryGetValue(id, out var entry))
        {
            return $"the schema has no field {id}.";
        }

        if (entry.Field is not { Required: true, Type.IsPrimitive: true } || entry.Field.Type is IcebergPrimitive { Kind: IcebergPrimitiveKind.Float or IcebergPrimitiveKind.Double })
        {
            return $"field {id} ({entry.FullName}) cannot identify a row: it must be a required primitive and no float or double.";
        }

        for (var parent = entry.Parent; parent is not null; parent = FindParent(parent.Id))
        {
            if (parent is not { Required: true, Type: IcebergStruct })
            {
                return $"field {id} ({entry.FullName}) cannot identify a row: {parent.Name}, which it is in, is not a required struct.";
            }
        }

        return null;
    }

    private void Add(IcebergType type, string prefix, NestedField? parent, JsonPlace place)
    {
        // Outer fields first: ids are given level by level in many tables, and errors name the outer one.
        foreach (var field in type.Children)
        {
            var name = prefix + field.Name;
            if (!_byId.TryAdd(field.Id, new Entry(field, name, parent)))
            {
                throw place.Wrong($"fields {_byId[field.Id].FullName} and {name} have the same id {field.Id}; ids are unique.");
            }

            if (!_byName.TryAdd(name, field))
            {
                throw place.Wrong($"two fields have the name {name}; full names are unique.");
            }

            _fields.Add(field);
            HighestFieldId = Math.Max(HighestFieldId, field.Id);
        }

        foreach (var field in type.Children)
        {
            if (!field.Type.IsPrimitive)
            {
                Add(field.Type, prefix + field.Name + ".", field, place);
            }
        }
    }

    private sealed record Entry(NestedField Field, string FullName, NestedField? Parent);
}
