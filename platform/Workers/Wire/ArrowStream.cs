using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.C;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using MeshStarter.DuckDb;

namespace MeshStarter.Platform.Workers.Wire;

/// <summary>Arrow's streaming format (Columnar.rst, "IPC Streaming Format"): a schema, batches of rows, an end. The engine makes the batches in Arrow's layout.</summary>
internal sealed class ArrowStream(DuckDbResult result, IReadOnlyList<string> names) : ChunkWriter, IDisposable
{
    private Schema? _schema;
    private ArrowStreamWriter? _writer;

    /// <summary>The end: the mark, and no metadata. The proxy writes it once the query has ended well, because a reader may leave there.</summary>
    public static ReadOnlyMemory<byte> End { get; } = new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0 };

    /// <summary>A message that breaks off: a reader that was given it knows that the stream has no end.</summary>
    public static ReadOnlyMemory<byte> Broken { get; } = new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0x40, 0, 0, 0 };

    public override unsafe void Header(ByteBuffer target)
    {
        var schema = CArrowSchema.Create();
        try
        {
            result.DescribeArrow(names, (nint)schema);
            _schema = CArrowSchemaImporter.ImportSchema(schema);
        }
        finally
        {
            CArrowSchema.Free(schema);
        }

        _writer = new ArrowStreamWriter(new BufferStream(target), _schema);
        _writer.WriteStart();
    }

    /// <exception cref="WorkerFailureException">A value cannot be sent.</exception>
    public override unsafe int Rows(ByteBuffer target, DuckDbChunk chunk, int from, bool isFirst, int enough)
    {
        var rows = default(CArrowArray);
        result.ToArrow(chunk, (nint)(&rows));
        using var batch = CArrowArrayImporter.ImportRecordBatch(&rows, _schema!);
        foreach (var column in batch.Arrays)
        {
            RequireFinite(column.Data);
        }

        _writer!.WriteRecordBatch(batch);
        return chunk.RowCount;
    }

    public void Dispose() => _writer?.Dispose();

    /// <summary>Refuses infinite dates. Arrow has none: the engine's marks would be read as dates of another age.</summary>
    /// <exception cref="WorkerFailureException">One of the values is such a date.</exception>
    internal static void RequireFinite(ArrayData values)
    {
        var isInfinite = values.DataType.TypeId switch
        {
            ArrowTypeId.Date32 => HasAny(values, int.MaxValue, -int.MaxValue),
            ArrowTypeId.Timestamp => HasAny(values, long.MaxValue, -long.MaxValue),
            _ => false,
        };
        if (isInfinite)
        {
            throw TemporalText.InfiniteTime;
        }

        foreach (var child in values.Children ?? [])
        {
            RequireFinite(child);
        }
    }

    private static bool HasAny<T>(ArrayData values, T one, T other)
        where T : unmanaged, IEquatable<T>
    {
        var marks = MemoryMarshal.Cast<byte, T>(values.Buffers[1].Span);
        for (var from = 0; marks[from..].IndexOfAny(one, other) is >= 0 and var next; from += next + 1)
        {
            // What is in the place of a null is of no meaning.
            if (values.NullCount == 0 || BitUtility.GetBit(values.Buffers[0].Span, from + next))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Writes to a buffer.</summary>
    private sealed class BufferStream(ByteBuffer target) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Write(ReadOnlySpan<byte> buffer) => target.Write(buffer);

        public override void Write(byte[] buffer, int offset, int count) => target.Write(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
