using MeshStarter.Platform.Audit.Records;

namespace MeshStarter.Governance.Audit;

/// <summary>A record to store.</summary>
/// <param name="Record">The record within its bounds.</param>
/// <param name="Link">Its place in the chain of its service; null when it has none.</param>
internal sealed record AuditEntry(AuditRecord Record, AuditLink? Link = null);

/// <summary>A record's place in the chain of its service.</summary>
/// <param name="Sequence">Its number, from 1.</param>
/// <param name="PreviousHash">The hash before it.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="Document">The record as its service wrote it, which the hash covers.</param>
internal sealed record AuditLink(long Sequence, string PreviousHash, string Hash, string Document);
