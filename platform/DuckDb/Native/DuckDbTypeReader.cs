using MeshStarter.DuckDb.Types;

namespace MeshStarter.DuckDb.Native;

/// <summary>Reads the engine's logical type into ours, once per result.</summary>
internal static unsafe class DuckDbTypeReader
{
    internal static DuckDbType Read(LogicalTypeHandle type)
    {
        var id = (DuckDbTypeId)NativeMethods.TypeId(type);
        var alias = NativeText.Owned(NativeMethods.TypeAlias(type));
        return id switch
        {
            DuckDbTypeId.Decimal => Decimal(type, alias),
            DuckDbTypeId.List => new(id) { Alias = alias, Element = Child(NativeMethods.ListChildType(type)) },
            DuckDbTypeId.Array => new(id) { Alias = alias, Element = Child(NativeMethods.ArrayChildType(type)), ArraySize = (int)NativeMethods.ArrayTypeSize(type) },
            DuckDbTypeId.Map => new(id)
            {
                Alias = alias,
                Fields = [new("key", Child(NativeMethods.MapKeyType(type))), new("value", Child(NativeMethods.MapValueType(type)))],
            },
            DuckDbTypeId.Struct => new(id) { Alias = alias, Fields = StructFields(type) },
            DuckDbTypeId.Enum => Enum(type, alias),
            _ => new(id) { Alias = alias },
        };
    }

    private static DuckDbType Decimal(LogicalTypeHandle type, string? alias)
    {
        var storage = DuckDbStorage.Of((DuckDbTypeId)NativeMethods.DecimalStorage(type));
        return new(DuckDbTypeId.Decimal)
        {
            Alias = alias,
            Precision = NativeMethods.DecimalWidth(type),
            Scale = NativeMethods.DecimalScale(type),
            StorageType = storage.Type,
            StorageSize = storage.Size,
        };
    }

    private static DuckDbType Enum(LogicalTypeHandle type, string? alias)
    {
        var storage = DuckDbStorage.Of((DuckDbTypeId)NativeMethods.EnumStorage(type));
        return new(DuckDbTypeId.Enum) { Alias = alias, EnumValues = EnumValues(type), StorageType = storage.Type, StorageSize = storage.Size };
    }

    private static DuckDbType Child(nint native)
    {
        using var type = new LogicalTypeHandle(native);
        return Read(type);
    }

    private static DuckDbField[] StructFields(LogicalTypeHandle type)
    {
        var fields = new DuckDbField[(int)NativeMethods.StructChildCount(type)];
        for (var i = 0; i < fields.Length; i++)
        {
            fields[i] = new(NativeText.Owned(NativeMethods.StructChildName(type, (ulong)i)) ?? "", Child(NativeMethods.StructChildType(type, (ulong)i)));
        }

        return fields;
    }

    private static string[] EnumValues(LogicalTypeHandle type)
    {
        var values = new string[(int)NativeMethods.EnumSize(type)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = NativeText.Owned(NativeMethods.EnumValue(type, (ulong)i)) ?? "";
        }

        return values;
    }
}
