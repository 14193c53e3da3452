using MeshStarter.DuckDb;
using MeshStarter.Platform.Sql.Types;
using MeshStarter.Platform.Workers.Pipes;

namespace MeshStarter.Platform.Workers.Wire;

/// <summary>Writes rows as text, one after the other.</summary>
internal abstract class RowWriter(IReadOnlyList<DuckDbColumn> columns, ValueForm form) : ChunkWriter
{
    private DuckDbChunk? _bound;

    private ValueForm Form => form;

    /// <summary>The encoders of the columns.</summary>
    protected ValueEncoder[] Columns { get; } = [.. columns.Select(column => ValueEncoders.For(column.Type, form))];

    /// <param name="format">The form of the rows.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="parametricDateTime">Whether the client knows precisions.</param>
    /// <param name="shapes">The <see cref="ColumnShapes"/> of columns, from 0, or before the end where negative.</param>
    public static RowWriter For(RowFormat format, IReadOnlyList<DuckDbColumn> columns, bool parametricDateTime, IReadOnlyDictionary<int, string> shapes)
    {
        RowWriter writer = format switch
        {
            RowFormat.JsonLines => new JsonLinesRowWriter(columns),
            RowFormat.Csv => new CsvRowWriter(columns, escapesFormulas: false),
            RowFormat.SpreadsheetCsv => new CsvRowWriter(columns, escapesFormulas: true),
            _ => new TrinoRowWriter(columns, parametricDateTime ? ValueForm.Trino : ValueForm.TrinoMilliseconds),
        };
        foreach (var (place, shape) in shapes.Where(each => each.Value.Contains(ColumnShapes.Months, StringComparison.Ordinal)))
        {
            var at = place < 0 ? columns.Count + place : place;
            writer.Columns[at] = ValueEncoders.Shaped(columns[at].Type, writer.Form, shape);
        }

        return writer;
    }

    public sealed override int Rows(ByteBuffer target, DuckDbChunk chunk, int from, bool isFirst, int enough)
    {
        Bind(chunk);
        var row = from;
        do
        {
            Row(target, row, isFirst);
            isFirst = false;
            row++;
        }
        while (row < chunk.RowCount && target.Length < enough);
        return row;
    }

    /// <param name="target">The buffer to write to.</param>
    /// <param name="row">Which row of the chunk.</param>
    /// <param name="first">Whether it is the first of its batch.</param>
    protected abstract void Row(ByteBuffer target, int row, bool first);

    private void Bind(DuckDbChunk chunk)
    {
        if (ReferenceEquals(chunk, _bound))
        {
            return;
        }

        for (var i = 0; i < Columns.Length; i++)
        {
            Columns[i].Bind(chunk[i]);
        }

        _bound = chunk;
    }
}

/// <summary><c>[1,"a"],[2,"b"]</c>: a page puts its own brackets around a batch.</summary>
internal sealed class TrinoRowWriter(IReadOnlyList<DuckDbColumn> columns, ValueForm form) : RowWriter(columns, form)
{
    protected override void Row(ByteBuffer target, int row, bool first)
    {
        var bound = Columns;
        if (!first)
        {
            target.Write((byte)',');
        }

        target.Write((byte)'[');
        for (var i = 0; i < bound.Length; i++)
        {
            target.Separate(i);
            bound[i].JsonOrNull(target, row);
        }

        target.Write((byte)']');
    }
}

/// <summary><c>{"id":1,"name":"a"}</c> on a line of its own.</summary>
internal sealed class JsonLinesRowWriter(IReadOnlyList<DuckDbColumn> columns) : RowWriter(columns, ValueForm.Canonical)
{
    private readonly byte[][] _names = [.. DistinctNames.Of(columns).Select(StructEncoder.JsonName)];

    protected override void Row(ByteBuffer target, int row, bool first)
    {
        var bound = Columns;
        target.Write((byte)'{');
        for (var i = 0; i < bound.Length; i++)
        {
            target.Separate(i);
            target.Write(_names[i]);
            bound[i].JsonOrNull(target, row);
        }

        target.Write("}\n"u8);
    }
}
