namespace MeshStarter.Platform.Audit.Records;

/// <summary>Request of governance's <c>POST /audit</c>: records of an enforcement point.</summary>
/// <param name="Records">At most 1,000 records; those whose id is known already are passed over.</param>
/// <param name="Chain">Their place in the sender's chain; a batch without it is refused.</param>
public sealed record AuditBatch(IReadOnlyList<AuditRecord> Records, AuditChain? Chain = null);
