using MeshStarter.Platform.Iceberg.Types;

namespace MeshStarter.Platform.Iceberg.Schemas;

/// <summary>Gives a new table's fields their ids, 1 and up: the columns first, then what is in each of them, as the reference implementation does.</summary>
internal sealed class FreshIds
{
    private readonly Dictionary<int, int> _newIds = [];
    private int _last;

    private FreshIds()
    {
    }

    /// <summary>The schema with its new ids, and by the old id of each field its new one.</summary>
    public static (TableSchema Schema, IReadOnlyDictionary<int, int> NewIds) Assign(TableSchema schema)
    {
        var fresh = new FreshIds();
        var row = (IcebergStruct)fresh.Of(schema.Row);
        return (new TableSchema(0, row.Fields, [.. schema.IdentifierFieldIds.Select(id => fresh._newIds[id])]), fresh._newIds);
    }

    /// <summary>A type whose fields get the ids after the last one given.</summary>
    public static IcebergType Assign(IcebergType type, ref int last)
    {
        var fresh = new FreshIds { _last = last };
        var assigned = fresh.Of(type);
        last = fresh._last;
        return assigned;
    }

    private IcebergType Of(IcebergType type)
    {
        switch (type)
        {
            case IcebergStruct row:
                var ids = row.Fields.Select(part => Next(part.Id)).ToList();
                return new IcebergStruct([.. row.Fields.Zip(ids, (part, id) => part with { Id = id, Type = Of(part.Type) })]);
            case IcebergList list:
                var element = Next(list.ElementId);
                return list with { ElementId = element, Element = Of(list.Element) };
            case IcebergMap map:
                var (key, value) = (Next(map.KeyId), Next(map.ValueId));
                return map with { KeyId = key, ValueId = value, Key = Of(map.Key), Value = Of(map.Value) };
            default:
                return type;
        }
    }

    private int Next(int oldId) => _newIds[oldId] = ++_last;
}
