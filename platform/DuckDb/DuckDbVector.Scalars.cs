using System.Text;
using MeshStarter.DuckDb.Native;

namespace MeshStarter.DuckDb;

public sealed unsafe partial class DuckDbVector
{
    /// <summary>BOOLEAN.</summary>
    public bool GetBoolean(int row) => At<byte>(row, DuckDbTypeId.Boolean) != 0;

    /// <summary>TINYINT.</summary>
    public sbyte GetInt8(int row) => At<sbyte>(row, DuckDbTypeId.TinyInt);

    /// <summary>SMALLINT.</summary>
    public short GetInt16(int row) => At<short>(row, DuckDbTypeId.SmallInt);

    /// <summary>INTEGER.</summary>
    public int GetInt32(int row) => At<int>(row, DuckDbTypeId.Integer);

    /// <summary>BIGINT.</summary>
    public long GetInt64(int row) => At<long>(row, DuckDbTypeId.BigInt);

    /// <summary>UTINYINT.</summary>
    public byte GetUInt8(int row) => At<byte>(row, DuckDbTypeId.UTinyInt);

    /// <summary>USMALLINT.</summary>
    public ushort GetUInt16(int row) => At<ushort>(row, DuckDbTypeId.USmallInt);

    /// <summary>UINTEGER.</summary>
    public uint GetUInt32(int row) => At<uint>(row, DuckDbTypeId.UInteger);

    /// <summary>UBIGINT.</summary>
    public ulong GetUInt64(int row) => At<ulong>(row, DuckDbTypeId.UBigInt);

    /// <summary>FLOAT.</summary>
    public float GetFloat(int row) => At<float>(row, DuckDbTypeId.Float);

    /// <summary>DOUBLE.</summary>
    public double GetDouble(int row) => At<double>(row, DuckDbTypeId.Double);

    /// <summary>VARCHAR or JSON.</summary>
    public string GetString(int row) => Encoding.UTF8.GetString(GetStringBytes(row));

    /// <summary>The UTF-8 bytes of a VARCHAR or JSON, not copied; they end with the chunk.</summary>
    public ReadOnlySpan<byte> GetStringBytes(int row) => Bytes(row, DuckDbTypeId.Varchar);

    private ReadOnlySpan<byte> Bytes(int row, DuckDbTypeId id)
    {
        ref readonly var text = ref At<NativeString>(row, id);
        fixed (byte* inlined = text.Inlined)
        {
            // Not a moving target: the text lies in the engine's memory, fixed only satisfies the compiler.
            return new ReadOnlySpan<byte>(text.Length <= NativeString.InlineCapacity ? inlined : text.Pointer, (int)text.Length);
        }
    }
}
