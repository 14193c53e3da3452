using System.Buffers.Binary;
using System.Text.Json;
using MeshStarter.Platform.Workers.Buffers;

namespace MeshStarter.Platform.Workers.Pipes;

/// <summary>Reads what a worker's frames hold.</summary>
internal static class WorkerFrames
{
    public static EngineError Error(Frame frame) => JsonSerializer.Deserialize(frame.Content.Span, WorkerJson.Default.EngineError)!;

    /// <summary>The rows of a frame; its memory is theirs from here on.</summary>
    public static RowBatch Rows(Frame frame) =>
        new(BinaryPrimitives.ReadInt64LittleEndian(frame.Content.Span), frame.Content[sizeof(long)..]) { Memory = frame.Memory };
}

/// <summary>Some rows of a result, written.</summary>
/// <param name="Rows">How many; a header line is none.</param>
/// <param name="Text">UTF-8.</param>
internal sealed record RowBatch(long Rows, ReadOnlyMemory<byte> Text)
{
    /// <summary>The memory that holds the text; null where it is garbage as any other.</summary>
    public BatchMemory? Memory { get; init; }

    /// <summary>Holds the text once more, alongside its holder.</summary>
    public void Hold() => Memory?.Hold();

    /// <summary>Releases the text: it is not read any more.</summary>
    public void Release() => Memory?.Release();
}
