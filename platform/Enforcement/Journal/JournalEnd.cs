using MeshStarter.Platform.Audit.Records;

namespace MeshStarter.Platform.Enforcement.Journal;

/// <summary>The end of the part of a journal that is on disk.</summary>
/// <param name="Sequence">The number of its last record.</param>
/// <param name="Head">Its signed head; null before the first.</param>
internal sealed record JournalEnd(long Sequence, AuditHead? Head);
