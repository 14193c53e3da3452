using System.Buffers.Binary;
using System.Runtime.InteropServices;
using MeshStarter.DuckDb.Arrow;
using MeshStarter.Platform.Workers.Pipes;

namespace MeshStarter.Platform.Workers.Wire.Arrow;

/// <summary>Writes batches of rows as record batches of an Arrow stream (Message.fbs): what is in which buffer, then the buffers.</summary>
internal sealed class ArrowRows
{
    private const byte RecordBatch = 3;
    private const int BufferAlignment = 8;

    private readonly FlatBufferWriter _flat = new();
    private readonly IReadOnlyList<Column> _columns;
    private readonly List<(long Length, long Nulls)> _written = [];
    private readonly List<(long Offset, long Length)> _buffers = [];

    public ArrowRows(IReadOnlyList<ArrowField> fields) => _columns = [.. fields.Select(Column.Of)];

    /// <summary>Writes a message of the stream: a mark, the metadata's length, the metadata; the body follows it.</summary>
    public static void Message(ByteBuffer target, FlatBufferWriter metadata)
    {
        Span<byte> head = stackalloc byte[ArrowStream.HeadBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(head, ArrowStream.Mark);
        BinaryPrimitives.WriteInt32LittleEndian(head[sizeof(uint)..], metadata.Length);
        target.Write(head);
        target.Write(metadata.Written);
    }

    /// <exception cref="WorkerFailureException">A value cannot be sent.</exception>
    public void Write(ByteBuffer target, ArrowBatch batch)
    {
        _written.Clear();
        _buffers.Clear();
        var rows = batch.Rows;
        var bodyBytes = 0L;
        for (var i = 0; i < _columns.Count; i++)
        {
            Measure(_columns[i], rows.Child(i), ref bodyBytes);
        }

        Head(rows.Length, bodyBytes);
        Message(target, _flat);
        var next = 0;
        for (var i = 0; i < _columns.Count; i++)
        {
            Body(target, _columns[i], rows.Child(i), ref next);
        }
    }

    private void Head(long rows, long bodyBytes)
    {
        _flat.Clear();
        // version, header_type, header, bodyLength
        var message = _flat.Table(ArrowSchemaMessage.Message, sizeof(short), sizeof(byte), sizeof(uint), sizeof(long));
        _flat.Put(message[0], ArrowSchemaMessage.Version);
        _flat.Put(message[1], RecordBatch);
        _flat.Put(message[3], bodyBytes);
        // length, nodes, buffers
        var batch = _flat.Table(message[2], sizeof(long), sizeof(uint), sizeof(uint));
        _flat.Put(batch[0], rows);
        var at = _flat.Vector(batch[1], _written.Count, 2 * sizeof(long));
        foreach (var (length, nulls) in _written)
        {
            _flat.Put(at, length);
            _flat.Put(at + sizeof(long), nulls);
            at += 2 * sizeof(long);
        }

        at = _flat.Vector(batch[2], _buffers.Count, 2 * sizeof(long));
        foreach (var (offset, length) in _buffers)
        {
            _flat.Put(at, offset);
            _flat.Put(at + sizeof(long), length);
            at += 2 * sizeof(long);
        }

        _flat.Align(sizeof(long));
    }

    /// <summary>Notes the lengths of a column's buffers, depth first, as the metadata has them.</summary>
    private void Measure(Column column, ArrowVector vector, ref long bodyBytes)
    {
        _written.Add((vector.Length, vector.NullCount));
        if (column.Type.Layout != ArrowLayout.None)
        {
            Note(vector.NullCount == 0 ? 0 : Bits(vector.Length), ref bodyBytes);
        }

        switch (column.Type.Layout)
        {
            case ArrowLayout.Bits:
                Note(Bits(vector.Length), ref bodyBytes);
                break;
            case ArrowLayout.Fixed:
                Note(vector.Length * column.Type.Bytes, ref bodyBytes);
                break;
            case ArrowLayout.Variable:
                Note(OffsetBytes(column, vector), ref bodyBytes);
                Note(LastOffset(column, vector), ref bodyBytes);
                break;
            case ArrowLayout.Offsets:
                Note(OffsetBytes(column, vector), ref bodyBytes);
                break;
        }

        for (var i = 0; i < column.Children.Count; i++)
        {
            Measure(column.Children[i], vector.Child(i), ref bodyBytes);
        }
    }

    private void Body(ByteBuffer target, Column column, ArrowVector vector, ref int next)
    {
        var buffers = column.Type.Layout switch
        {
            ArrowLayout.None => 0,
            ArrowLayout.Beneath => 1,
            ArrowLayout.Variable => 3,
            _ => 2,
        };
        for (var i = 0; i < buffers; i++)
        {
            var length = (int)_buffers[next++].Length;
            var bytes = vector.Buffer(i, length);
            if (i == 1)
            {
                RequireFinite(column.Type, bytes, vector);
            }

            target.Write(bytes);
            // A buffer that the engine left out, as that of the offsets of no values.
            target.WriteZeros(Padded(length) - bytes.Length);
        }

        for (var i = 0; i < column.Children.Count; i++)
        {
            Body(target, column.Children[i], vector.Child(i), ref next);
        }
    }

    // Arrow has no infinite dates: the engine's marks would be read as dates of another age.
    private static void RequireFinite(ArrowType type, ReadOnlySpan<byte> bytes, ArrowVector vector)
    {
        var at = type.Id switch
        {
            ArrowTypeId.Date => MemoryMarshal.Cast<byte, int>(bytes).IndexOfAny(int.MaxValue, -int.MaxValue),
            ArrowTypeId.Timestamp => MemoryMarshal.Cast<byte, long>(bytes).IndexOfAny(long.MaxValue, -long.MaxValue),
            _ => -1,
        };
        if (at >= 0 && (vector.NullCount == 0 || (vector.Buffer(0, Bits(vector.Length))[at >> 3] & (1 << (at & 7))) != 0))
        {
            throw TemporalText.InfiniteTime;
        }
    }

    private void Note(long length, ref long bodyBytes)
    {
        if (length > int.MaxValue)
        {
            throw new WorkerFailureException(WorkerErrors.ByteLimit, "");
        }

        _buffers.Add((bodyBytes, length));
        bodyBytes += Padded((int)length);
    }

    private static int OffsetBytes(Column column, ArrowVector vector) => (int)(vector.Length + 1) * column.Type.Bytes;

    private static long LastOffset(Column column, ArrowVector vector)
    {
        var offsets = vector.Buffer(1, OffsetBytes(column, vector));
        return offsets.IsEmpty ? 0
            : column.Type.Bytes == sizeof(int) ? BinaryPrimitives.ReadInt32LittleEndian(offsets[^sizeof(int)..])
            : BinaryPrimitives.ReadInt64LittleEndian(offsets[^sizeof(long)..]);
    }

    private static int Bits(long values) => (int)((values + 7) / 8);

    private static int Padded(int length) => (length + BufferAlignment - 1) / BufferAlignment * BufferAlignment;

    /// <summary>A column's type with those beneath it.</summary>
    private sealed record Column(ArrowType Type, IReadOnlyList<Column> Children)
    {
        public static Column Of(ArrowField field) => new(ArrowType.Of(field), [.. field.Children.Select(Of)]);
    }
}
