using System.Buffers;
using System.Text;
using MeshStarter.DuckDb;

namespace MeshStarter.QueryProxy.Wire;

/// <summary>VARCHAR, JSON, ENUM and BIT: text of any content.</summary>
internal sealed class StringEncoder : ValueEncoder
{
    private static readonly SearchValues<byte> NeedsEscape = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(c => (byte)c), (byte)'"', (byte)'\\']);

    public override void Json(ByteBuffer target, DuckDbVector vector, int row)
    {
        if (vector.Type.Id == DuckDbTypeId.Varchar)
        {
            Quoted(target, vector.GetStringBytes(row));
        }
        else
        {
            Quoted(target, Encoding.UTF8.GetBytes(vector.GetString(row)));
        }
    }

    public override void Text(ByteBuffer target, DuckDbVector vector, int row)
    {
        if (vector.Type.Id == DuckDbTypeId.Varchar)
        {
            target.Write(vector.GetStringBytes(row));
        }
        else
        {
            target.Write(Encoding.UTF8.GetBytes(vector.GetString(row)));
        }
    }

    public static void Quoted(ByteBuffer target, ReadOnlySpan<byte> utf8)
    {
        target.Write((byte)'"');
        while (utf8.IndexOfAny(NeedsEscape) is var at and >= 0)
        {
            target.Write(utf8[..at]);
            Escaped(target, utf8[at]);
            utf8 = utf8[(at + 1)..];
        }

        target.Write(utf8);
        target.Write((byte)'"');
    }

    private static void Escaped(ByteBuffer target, byte c)
    {
        switch (c)
        {
            case (byte)'"':
                target.Write("\\\""u8);
                break;
            case (byte)'\\':
                target.Write("\\\\"u8);
                break;
            case (byte)'\n':
                target.Write("\\n"u8);
                break;
            case (byte)'\r':
                target.Write("\\r"u8);
                break;
            case (byte)'\t':
                target.Write("\\t"u8);
                break;
            default:
                target.Write("\\u00"u8);
                target.WriteNumber(c, "x2");
                break;
        }
    }
}
