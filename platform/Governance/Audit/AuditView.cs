using MeshStarter.Platform.Audit.Records;

namespace MeshStarter.Governance.Audit;

/// <summary>The part of the trail that a caller sees.</summary>
/// <param name="Scope">In a word.</param>
/// <param name="Products">The products whose records the caller sees; null for all records that a filter lets through.</param>
/// <param name="Person">The person who sees the records about themselves too; null where <paramref name="Products"/> is.</param>
internal sealed record AuditView(AuditScope Scope, string[]? Products, string? Person);
