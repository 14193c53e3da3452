using System.Buffers.Binary;
using System.Text.Json;

namespace MeshStarter.QueryProxy.Workers;

/// <summary>Reads what a worker's frames hold.</summary>
internal static class WorkerFrames
{
    public static EngineError Error(Frame frame) => JsonSerializer.Deserialize(frame.Content.Span, WorkerJson.Default.EngineError)!;

    public static ExecutionTotals Totals(Frame frame) => JsonSerializer.Deserialize(frame.Content.Span, WorkerJson.Default.ExecutionTotals)!;

    public static RowBatch Rows(Frame frame) =>
        new(BinaryPrimitives.ReadInt32LittleEndian(frame.Content.Span), frame.Content[sizeof(int)..]);
}

/// <summary>Some rows of a result, written.</summary>
/// <param name="Rows">How many; a header line is none.</param>
/// <param name="Text">UTF-8.</param>
internal sealed record RowBatch(int Rows, ReadOnlyMemory<byte> Text);
