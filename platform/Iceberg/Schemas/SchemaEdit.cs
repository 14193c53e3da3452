using MeshStarter.Platform.Iceberg.Types;

namespace MeshStarter.Platform.Iceberg.Schemas;

/// <summary>Replaces one field, at any depth, and leaves the others.</summary>
internal static class SchemaEdit
{
    /// <param name="fields">The fields to look in.</param>
    /// <param name="id">The field to replace.</param>
    /// <param name="change">The new field.</param>
    public static IReadOnlyList<NestedField> Replace(IReadOnlyList<NestedField> fields, int id, Func<NestedField, NestedField> change) =>
        [.. fields.Select(part => part.Id == id ? change(part) : part with { Type = Replace(part.Type, id, change) })];

    private static IcebergType Replace(IcebergType type, int id, Func<NestedField, NestedField> change)
    {
        switch (type)
        {
            case IcebergStruct row:
                return new IcebergStruct(Replace(row.Fields, id, change));
            case IcebergList list:
                var element = Replace(list.Children, id, change)[0];
                return list with { ElementRequired = element.Required, Element = element.Type };
            case IcebergMap map:
                var children = Replace(map.Children, id, change);
                return map with { Key = children[0].Type, ValueRequired = children[1].Required, Value = children[1].Type };
            default:
                return type;
        }
    }
}
