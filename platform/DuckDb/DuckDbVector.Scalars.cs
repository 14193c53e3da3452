using MeshStarter.DuckDb.Types;
using MeshStarter.DuckDb.Values;

namespace MeshStarter.DuckDb;

// Numbers, and what is stored as a number.
public sealed unsafe partial class DuckDbVector
{
    /// <summary>BOOLEAN.</summary>
    public bool GetBoolean(int row) => At<byte>(row, DuckDbTypeId.Boolean) != 0;

    /// <summary>INTEGER.</summary>
    public int GetInt32(int row) => At<int>(row, DuckDbTypeId.Integer);

    /// <summary>BIGINT.</summary>
    public long GetInt64(int row) => At<long>(row, DuckDbTypeId.BigInt);

    /// <summary>TINYINT, SMALLINT, INTEGER or BIGINT.</summary>
    public long GetWhole(int row) => Type.Id switch
    {
        DuckDbTypeId.TinyInt => At<sbyte>(row),
        DuckDbTypeId.SmallInt => At<short>(row),
        DuckDbTypeId.Integer => GetInt32(row),
        _ => GetInt64(row),
    };

    /// <summary>HUGEINT.</summary>
    public Int128 GetInt128(int row) => At<Int128>(row, DuckDbTypeId.HugeInt);

    /// <summary>FLOAT.</summary>
    public float GetFloat(int row) => At<float>(row, DuckDbTypeId.Float);

    /// <summary>DOUBLE.</summary>
    public double GetDouble(int row) => At<double>(row, DuckDbTypeId.Double);

    /// <summary>DECIMAL, exact whatever its width.</summary>
    public DuckDbDecimal GetDecimal(int row)
    {
        Require(DuckDbTypeId.Decimal);
        Int128 unscaled = Type.StorageSize switch
        {
            sizeof(short) => At<short>(row),
            sizeof(int) => At<int>(row),
            sizeof(long) => At<long>(row),
            _ => At<Int128>(row),
        };
        return new DuckDbDecimal(unscaled, Type.Scale);
    }

    /// <summary>UUID.</summary>
    public Guid GetUuid(int row) => UuidBits.ToGuid(At<Int128>(row, DuckDbTypeId.Uuid));

    // The position of an ENUM's value in its type.
    private int EnumIndex(int row) => Type.StorageSize switch
    {
        sizeof(byte) => At<byte>(row),
        sizeof(ushort) => At<ushort>(row),
        _ => (int)At<uint>(row),
    };
}
