using MeshStarter.Platform.Audit.Records;

namespace MeshStarter.TestKit;

/// <summary>Request of governance's <c>POST /audit</c>, with records that are read.</summary>
/// <param name="Records">The records.</param>
/// <param name="Chain">Their place in the sender's chain.</param>
internal sealed record AuditBatch(IReadOnlyList<AuditRecord> Records, AuditChain? Chain = null);
