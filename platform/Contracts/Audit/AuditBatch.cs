namespace MeshStarter.Contracts;

/// <summary>What an enforcement point sends to <c>POST /audit</c> of governance.</summary>
/// <param name="Records">At most 1,000 records; those whose id is known already are passed over.</param>
public sealed record AuditBatch(IReadOnlyList<AuditRecord> Records);
