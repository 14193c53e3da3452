using MeshStarter.DuckDb;

namespace MeshStarter.QueryProxy.Wire;

/// <summary>Writes the values of one type: as a JSON value, or as a CSV field. NULL is the caller's to look for.</summary>
internal abstract class ValueEncoder
{
    public abstract void Json(ByteBuffer target, DuckDbVector vector, int row);

    /// <summary>The field before quoting; see <see cref="CsvRowWriter"/>.</summary>
    public abstract void Text(ByteBuffer target, DuckDbVector vector, int row);

    public void JsonOrNull(ByteBuffer target, DuckDbVector vector, int row)
    {
        if (vector.IsNull(row))
        {
            target.Write("null"u8);
        }
        else
        {
            Json(target, vector, row);
        }
    }
}

/// <summary>A value whose text needs no escapes: a number or a word bare, anything else in quotes.</summary>
internal sealed class ScalarEncoder(Action<ByteBuffer, DuckDbVector, int> text, bool quoted) : ValueEncoder
{
    public override void Json(ByteBuffer target, DuckDbVector vector, int row)
    {
        if (quoted)
        {
            target.Write((byte)'"');
            text(target, vector, row);
            target.Write((byte)'"');
        }
        else
        {
            text(target, vector, row);
        }
    }

    public override void Text(ByteBuffer target, DuckDbVector vector, int row) => text(target, vector, row);
}

/// <summary>Not-a-number and the infinities are words, which JSON must quote; other numbers are bare.</summary>
internal sealed class FloatingEncoder(Func<DuckDbVector, int, double> read, bool single) : ValueEncoder
{
    public override void Json(ByteBuffer target, DuckDbVector vector, int row)
    {
        var value = read(vector, row);
        if (double.IsFinite(value))
        {
            Number(target, value);
        }
        else
        {
            target.Write((byte)'"');
            target.Write(Word(value));
            target.Write((byte)'"');
        }
    }

    public override void Text(ByteBuffer target, DuckDbVector vector, int row)
    {
        var value = read(vector, row);
        if (double.IsFinite(value))
        {
            Number(target, value);
        }
        else
        {
            target.Write(Word(value));
        }
    }

    // Java's client takes no integer token for a double: 1 must be 1.0.
    private void Number(ByteBuffer target, double value)
    {
        var start = target.Length;
        if (single)
        {
            target.WriteNumber((float)value);
        }
        else
        {
            target.WriteNumber(value);
        }

        if (!target.Written[start..].ContainsAny((byte)'.', (byte)'E'))
        {
            target.Write(".0"u8);
        }
    }

    private static ReadOnlySpan<byte> Word(double value) =>
        double.IsNaN(value) ? "NaN"u8 : value > 0 ? "Infinity"u8 : "-Infinity"u8;
}
