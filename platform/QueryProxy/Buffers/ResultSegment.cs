namespace MeshStarter.QueryProxy.Buffers;

/// <summary>A batch of rows that a reader fetches by its number.</summary>
/// <param name="Number">Counts the segments of a result from 1.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Length">Its bytes.</param>
internal sealed record ResultSegment(long Number, long Rows, int Length);
