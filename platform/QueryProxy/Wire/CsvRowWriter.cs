using System.Buffers;
using System.Text;
using MeshStarter.DuckDb;

namespace MeshStarter.QueryProxy.Wire;

/// <summary>RFC 4180 with a header, lines end in LF. NULL is an empty field, empty text is <c>""</c>.</summary>
internal sealed class CsvRowWriter(IReadOnlyList<DuckDbColumn> columns) : RowWriter
{
    private static readonly SearchValues<byte> NeedsQuotes = SearchValues.Create("\",\r\n"u8);

    private readonly ValueEncoder[] _columns = Encoders(columns, ValueForm.Canonical);
    private readonly ByteBuffer _field = new(256);

    public override void Header(ByteBuffer target)
    {
        for (var i = 0; i < columns.Count; i++)
        {
            Separate(target, i);
            Field(target, Encoding.UTF8.GetBytes(columns[i].Name));
        }

        target.Write((byte)'\n');
    }

    public override void Row(ByteBuffer target, DuckDbChunk chunk, int row, bool first)
    {
        for (var i = 0; i < _columns.Length; i++)
        {
            Separate(target, i);
            if (!chunk[i].IsNull(row))
            {
                _field.Clear();
                _columns[i].Text(_field, chunk[i], row);
                Field(target, _field.Written);
            }
        }

        target.Write((byte)'\n');
    }

    private static void Separate(ByteBuffer target, int column)
    {
        if (column > 0)
        {
            target.Write((byte)',');
        }
    }

    private static void Field(ByteBuffer target, ReadOnlySpan<byte> text)
    {
        if (!text.IsEmpty && !text.ContainsAny(NeedsQuotes))
        {
            target.Write(text);
            return;
        }

        target.Write((byte)'"');
        while (text.IndexOf((byte)'"') is var at and >= 0)
        {
            target.Write(text[..(at + 1)]);
            target.Write((byte)'"');
            text = text[(at + 1)..];
        }

        target.Write(text);
        target.Write((byte)'"');
    }
}
