using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MeshStarter.DuckDb;

namespace MeshStarter.Platform.Workers.Wire;

/// <summary>Writes the values of one column, chunk by chunk: as a JSON value, or as a CSV field. NULL is the caller's to look for.</summary>
internal abstract class ValueEncoder
{
    /// <summary>The values of the chunk.</summary>
    protected DuckDbVector Vector { get; private set; } = null!;

    /// <summary>Whether a value's text has no sign that a CSV field would be quoted for.</summary>
    public virtual bool IsPlain => false;

    /// <summary>Takes the values of the next chunk.</summary>
    public virtual void Bind(DuckDbVector vector) => Vector = vector;

    public abstract void Json(ByteBuffer target, int row);

    /// <summary>The field before quoting; see <see cref="CsvRowWriter"/>.</summary>
    public abstract void Text(ByteBuffer target, int row);

    public bool IsNull(int row) => Vector.IsNull(row);

    public void JsonOrNull(ByteBuffer target, int row)
    {
        if (Vector.IsNull(row))
        {
            target.Write("null"u8);
        }
        else
        {
            Json(target, row);
        }
    }
}

/// <summary>A value whose text needs no escapes: a number or a word bare, anything else in quotes.</summary>
internal abstract class PlainEncoder(bool quoted) : ValueEncoder
{
    public override bool IsPlain => true;

    public override void Json(ByteBuffer target, int row)
    {
        if (quoted)
        {
            target.Write((byte)'"');
            Text(target, row);
            target.Write((byte)'"');
        }
        else
        {
            Text(target, row);
        }
    }
}

/// <summary>A plain value of a type that few results have.</summary>
internal sealed class ScalarEncoder(Action<ByteBuffer, DuckDbVector, int> text, bool quoted) : PlainEncoder(quoted)
{
    public override void Text(ByteBuffer target, int row) => text(target, Vector, row);
}

/// <summary>A plain value of a type of fixed width, read where it is in the chunk; the place is looked up once a chunk.</summary>
internal abstract unsafe class FixedEncoder<T>(bool quoted) : PlainEncoder(quoted)
    where T : unmanaged
{
    // The engine's own memory, which does not move; it ends with the chunk, and the next one is bound before it is read again.
    private T* _values;

    public sealed override void Bind(DuckDbVector vector)
    {
        base.Bind(vector);
        _values = (T*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(vector.GetSpan<T>()));
    }

    /// <summary>The value of a row that the chunk has.</summary>
    protected T Value(int row) => _values[row];
}
