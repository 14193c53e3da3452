namespace MeshStarter.Sdk.Import;

/// <summary>The progress of an import.</summary>
/// <param name="State">How far it has come.</param>
/// <param name="Imported">Rows taken over, by file.</param>
/// <param name="Rejected">Rows that were not taken over; each has a line in the log.</param>
/// <param name="Error">Why it failed; null unless it did.</param>
internal sealed record ImportStatus(ImportState State, IReadOnlyDictionary<string, long> Imported, long Rejected, string? Error);
