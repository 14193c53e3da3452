using System.Buffers;
using System.Text;
using MeshStarter.DuckDb;
using MeshStarter.DuckDb.Types;

namespace MeshStarter.Platform.Workers.Wire;

/// <summary>RFC 4180 with a header, lines end in LF. NULL is an empty field, empty text is <c>""</c>.</summary>
/// <param name="columns">The columns of the result.</param>
/// <param name="escapesFormulas">Whether text that a spreadsheet would run as a formula, names of columns included, begins with an apostrophe. Numbers stay as they are; an interval or date below zero is text.</param>
internal sealed class CsvRowWriter(IReadOnlyList<DuckDbColumn> columns, bool escapesFormulas) : RowWriter(columns, ValueForm.Canonical)
{
    private static readonly SearchValues<byte> NeedsQuotes = SearchValues.Create("\",\r\n"u8);

    // OWASP's list of the first characters of a formula, and the line feed.
    private static readonly SearchValues<byte> BeginsFormula = SearchValues.Create("=+-@\t\r\n"u8);

    private readonly bool[] _isText = [.. columns.Select(column => IsText(column.Type.Id))];

    private readonly bool _escapesFormulas = escapesFormulas;
    private readonly string[] _names = [.. columns.Select(column => column.Name)];
    private readonly ByteBuffer _field = new(256);

    public override void Header(ByteBuffer target) => Header(target, _names, _escapesFormulas);

    /// <summary>Writes the line before the first row.</summary>
    /// <param name="target">The buffer to write to.</param>
    /// <param name="names">The names of the columns.</param>
    /// <param name="escapesFormulas">Whether a name that a spreadsheet would run as a formula begins with an apostrophe.</param>
    public static void Header(ByteBuffer target, IEnumerable<string> names, bool escapesFormulas)
    {
        foreach (var (at, name) in names.Index())
        {
            target.Separate(at);
            Field(target, Encoding.UTF8.GetBytes(name), escapesFormulas);
        }

        target.Write((byte)'\n');
    }

    protected override void Row(ByteBuffer target, int row, bool first)
    {
        var encoders = Columns;
        for (var i = 0; i < encoders.Length; i++)
        {
            target.Separate(i);
            if (!encoders[i].IsNull(row))
            {
                Value(target, encoders[i], row, _isText[i]);
            }
        }

        target.Write((byte)'\n');
    }

    private void Value(ByteBuffer target, ValueEncoder encoder, int row, bool isText)
    {
        if (encoder is StringEncoder text)
        {
            Field(target, text.Bytes(row), isText && _escapesFormulas);
        }
        else if (encoder.IsPlain && !(isText && _escapesFormulas))
        {
            var start = target.Length;
            encoder.Text(target, row);
            if (target.Length == start)
            {
                // No bytes, which are not NULL.
                target.Write("\"\""u8);
            }
        }
        else
        {
            _field.Clear();
            encoder.Text(_field, row);
            Field(target, _field.Written, isText && _escapesFormulas);
        }
    }

    private static bool IsText(DuckDbTypeId type) => type is not (
        DuckDbTypeId.Boolean or DuckDbTypeId.TinyInt or DuckDbTypeId.SmallInt or DuckDbTypeId.Integer or DuckDbTypeId.BigInt or DuckDbTypeId.HugeInt
        or DuckDbTypeId.UTinyInt or DuckDbTypeId.USmallInt or DuckDbTypeId.UInteger or DuckDbTypeId.UBigInt or DuckDbTypeId.UHugeInt
        or DuckDbTypeId.Float or DuckDbTypeId.Double or DuckDbTypeId.Decimal);

    private static void Field(ByteBuffer target, ReadOnlySpan<byte> text, bool escapesFormulas)
    {
        var escape = escapesFormulas && !text.IsEmpty && BeginsFormula.Contains(text[0]);
        if (!text.IsEmpty && !text.ContainsAny(NeedsQuotes))
        {
            if (escape)
            {
                target.Write((byte)'\'');
            }

            target.Write(text);
            return;
        }

        target.Write((byte)'"');
        if (escape)
        {
            target.Write((byte)'\'');
        }

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
