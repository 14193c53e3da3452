using MeshStarter.DuckDb.Values;

namespace MeshStarter.DuckDb.Types;

/// <summary>The layout of a type's values in a vector, where they have a fixed width that .NET has a number for.</summary>
internal static unsafe class DuckDbStorage
{
    internal static (Type? Type, int Size) Of(DuckDbTypeId id) => id switch
    {
        DuckDbTypeId.TinyInt => (typeof(sbyte), sizeof(sbyte)),
        DuckDbTypeId.Boolean or DuckDbTypeId.UTinyInt => (typeof(byte), sizeof(byte)),
        DuckDbTypeId.SmallInt => (typeof(short), sizeof(short)),
        DuckDbTypeId.USmallInt => (typeof(ushort), sizeof(ushort)),
        DuckDbTypeId.Integer or DuckDbTypeId.Date => (typeof(int), sizeof(int)),
        DuckDbTypeId.UInteger => (typeof(uint), sizeof(uint)),
        DuckDbTypeId.BigInt or DuckDbTypeId.Time or DuckDbTypeId.TimeNanoseconds or DuckDbTypeId.Timestamp or DuckDbTypeId.TimestampTz
            or DuckDbTypeId.TimestampSeconds or DuckDbTypeId.TimestampMilliseconds or DuckDbTypeId.TimestampNanoseconds => (typeof(long), sizeof(long)),
        DuckDbTypeId.UBigInt or DuckDbTypeId.TimeTz => (typeof(ulong), sizeof(ulong)),
        DuckDbTypeId.HugeInt or DuckDbTypeId.Uuid => (typeof(Int128), sizeof(Int128)),
        DuckDbTypeId.UHugeInt => (typeof(UInt128), sizeof(UInt128)),
        DuckDbTypeId.Float => (typeof(float), sizeof(float)),
        DuckDbTypeId.Double => (typeof(double), sizeof(double)),
        DuckDbTypeId.Interval => (typeof(DuckDbInterval), sizeof(DuckDbInterval)),
        _ => (null, 0),
    };
}
