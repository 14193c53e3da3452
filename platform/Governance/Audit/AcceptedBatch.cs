using MeshStarter.Platform.Audit.Records;

namespace MeshStarter.Governance.Audit;

/// <summary>A batch that may be stored.</summary>
/// <param name="Entries">The records.</param>
/// <param name="Key">The key of their chain; null without one.</param>
/// <param name="Head">The newest signed head among them; null without one.</param>
internal sealed record AcceptedBatch(IReadOnlyList<AuditEntry> Entries, ChainKey? Key, AuditHead? Head);

/// <summary>The key of a chain.</summary>
/// <param name="Id">Its fingerprint.</param>
/// <param name="Text">The key itself.</param>
internal sealed record ChainKey(string Id, string Text);
