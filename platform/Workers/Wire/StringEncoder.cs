using System.Buffers;
using System.Text;
using MeshStarter.DuckDb.Types;

namespace MeshStarter.Platform.Workers.Wire;

/// <summary>VARCHAR, JSON, ENUM and BIT: text of any content.</summary>
internal sealed class StringEncoder : ValueEncoder
{
    private static readonly SearchValues<byte> NeedsEscape = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(c => (byte)c), (byte)'"', (byte)'\\']);

    public override void Json(ByteBuffer target, int row) => Quoted(target, Bytes(row));

    public override void Text(ByteBuffer target, int row) => target.Write(Bytes(row));

    /// <summary>The text of a row; not copied where the engine has it as text.</summary>
    public ReadOnlySpan<byte> Bytes(int row) => Vector.Type.Id == DuckDbTypeId.Varchar ? Vector.GetStringBytes(row) : Encoding.UTF8.GetBytes(Vector.GetString(row));

    public static void Quoted(ByteBuffer target, ReadOnlySpan<byte> utf8)
    {
        if (!utf8.ContainsAny(NeedsEscape))
        {
            target.WriteQuoted(utf8);
            return;
        }

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
