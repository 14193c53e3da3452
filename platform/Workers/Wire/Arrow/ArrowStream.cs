using MeshStarter.DuckDb;

namespace MeshStarter.Platform.Workers.Wire.Arrow;

/// <summary>
/// Arrow's streaming format (Columnar.rst, "IPC Streaming Format"): a schema, batches of rows, an end. The engine makes the batches in Arrow's
/// layout; only the frame around them is ours, because the package Apache.Arrow does not restore on a closed feed. Where it does it could take
/// the place of this folder.
/// </summary>
internal sealed class ArrowStream(DuckDbResult result, IReadOnlyList<string> names) : ChunkWriter
{
    /// <summary>Begins each message.</summary>
    public const uint Mark = uint.MaxValue;

    /// <summary>The mark, and the metadata's length.</summary>
    public const int HeadBytes = 2 * sizeof(uint);

    private readonly FlatBufferWriter _flat = new();
    private ArrowRows? _rows;

    /// <summary>The end: the mark, and no metadata. The proxy writes it once the query has ended well, because a reader may leave there.</summary>
    public static ReadOnlyMemory<byte> End { get; } = new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0 };

    /// <summary>A message that breaks off: a reader that was given it knows that the stream has no end.</summary>
    public static ReadOnlyMemory<byte> Broken { get; } = new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0x40, 0, 0, 0 };

    public override void Header(ByteBuffer target)
    {
        var fields = result.ArrowFields(names);
        ArrowSchemaMessage.Write(_flat, fields);
        ArrowRows.Message(target, _flat);
        _rows = new ArrowRows(fields);
    }

    public override int Rows(ByteBuffer target, DuckDbChunk chunk, int from, bool isFirst, int enough)
    {
        using var batch = result.ToArrow(chunk);
        _rows!.Write(target, batch);
        return chunk.RowCount;
    }
}
