using MeshStarter.DuckDb;
using MeshStarter.QueryProxy.Workers;

namespace MeshStarter.QueryProxy.Wire;

/// <summary>Writes the rows of one result in one format.</summary>
internal abstract class RowWriter
{
    public static RowWriter For(RowFormat format, IReadOnlyList<DuckDbColumn> columns, bool parametricDateTime) => format switch
    {
        RowFormat.JsonLines => new JsonLinesRowWriter(columns),
        RowFormat.Csv => new CsvRowWriter(columns, escapesFormulas: false),
        RowFormat.SpreadsheetCsv => new CsvRowWriter(columns, escapesFormulas: true),
        _ => new TrinoRowWriter(columns, parametricDateTime ? ValueForm.Trino : ValueForm.TrinoMilliseconds),
    };

    /// <summary>Writes the text before the first row; by default nothing.</summary>
    public virtual void Header(ByteBuffer target)
    {
    }

    /// <param name="target">The buffer to write to.</param>
    /// <param name="chunk">The rows.</param>
    /// <param name="row">Which of them.</param>
    /// <param name="first">Whether it is the first of its batch.</param>
    public abstract void Row(ByteBuffer target, DuckDbChunk chunk, int row, bool first);

    protected static ValueEncoder[] Encoders(IReadOnlyList<DuckDbColumn> columns, ValueForm form) =>
        [.. columns.Select(column => ValueEncoders.For(column.Type, form))];
}

/// <summary><c>[1,"a"],[2,"b"]</c>: a page puts its own brackets around a batch.</summary>
internal sealed class TrinoRowWriter(IReadOnlyList<DuckDbColumn> columns, ValueForm form) : RowWriter
{
    private readonly ValueEncoder[] _columns = Encoders(columns, form);

    public override void Row(ByteBuffer target, DuckDbChunk chunk, int row, bool first)
    {
        if (!first)
        {
            target.Write((byte)',');
        }

        target.Write((byte)'[');
        for (var i = 0; i < _columns.Length; i++)
        {
            if (i > 0)
            {
                target.Write((byte)',');
            }

            _columns[i].JsonOrNull(target, chunk[i], row);
        }

        target.Write((byte)']');
    }
}

/// <summary><c>{"id":1,"name":"a"}</c> on a line of its own.</summary>
internal sealed class JsonLinesRowWriter(IReadOnlyList<DuckDbColumn> columns) : RowWriter
{
    private readonly ValueEncoder[] _columns = Encoders(columns, ValueForm.Canonical);
    private readonly byte[][] _names = [.. Distinct(columns).Select(StructEncoder.JsonName)];

    public override void Row(ByteBuffer target, DuckDbChunk chunk, int row, bool first)
    {
        target.Write((byte)'{');
        for (var i = 0; i < _columns.Length; i++)
        {
            if (i > 0)
            {
                target.Write((byte)',');
            }

            target.Write(_names[i]);
            _columns[i].JsonOrNull(target, chunk[i], row);
        }

        target.Write("}\n"u8);
    }

    // A JSON object holds a name once: id, id become id, id_1.
    private static List<string> Distinct(IReadOnlyList<DuckDbColumn> columns)
    {
        HashSet<string> taken = new(columns.Select(column => column.Name), StringComparer.Ordinal);
        HashSet<string> used = new(StringComparer.Ordinal);
        List<string> names = [];
        foreach (var column in columns)
        {
            var name = column.Name;
            for (var i = 1; !used.Add(name); i++)
            {
                name = $"{column.Name}_{i}";
                if (taken.Contains(name))
                {
                    name = column.Name;
                }
            }

            names.Add(name);
        }

        return names;
    }
}
