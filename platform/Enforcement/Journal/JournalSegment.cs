namespace MeshStarter.Platform.Enforcement.Journal;

/// <summary>A file of the journal.</summary>
/// <param name="Path">Its path.</param>
/// <param name="First">The number of its first record.</param>
/// <param name="Length">Bytes that are on disk for certain.</param>
internal sealed record JournalSegment(string Path, long First, long Length);
