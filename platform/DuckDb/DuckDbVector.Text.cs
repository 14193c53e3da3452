using System.Text;
using MeshStarter.DuckDb.Native;
using MeshStarter.DuckDb.Types;
using MeshStarter.DuckDb.Values;

namespace MeshStarter.DuckDb;

// Text and bytes.
public sealed unsafe partial class DuckDbVector
{
    /// <summary>VARCHAR, JSON, the value of an ENUM, or a BIT as zeros and ones.</summary>
    public string GetString(int row) => Type.Id switch
    {
        DuckDbTypeId.Enum => Type.EnumValues[EnumIndex(row)],
        DuckDbTypeId.Bit => BitString.Read(Bytes(row, DuckDbTypeId.Bit)),
        _ => Encoding.UTF8.GetString(Bytes(row, DuckDbTypeId.Varchar)),
    };

    /// <summary>The UTF-8 bytes of a VARCHAR or JSON. Not copied: they end with the chunk.</summary>
    public ReadOnlySpan<byte> GetStringBytes(int row) => Bytes(row, DuckDbTypeId.Varchar);

    /// <summary>The bytes of a BLOB. Not copied: they end with the chunk.</summary>
    public ReadOnlySpan<byte> GetBlob(int row) => Bytes(row, DuckDbTypeId.Blob);

    private ReadOnlySpan<byte> Bytes(int row, DuckDbTypeId id)
    {
        Require(id);
        Check(row);
        var text = (NativeString*)_data + row;
        return new ReadOnlySpan<byte>(text->Length <= NativeString.InlineCapacity ? text->Inlined : text->Pointer, (int)text->Length);
    }
}
