using System.Text.Json;
using MeshStarter.Platform.Audit.Records;

namespace MeshStarter.Governance.Audit;

/// <summary>The body of <c>POST /audit</c>, an <see cref="AuditBatch"/> whose records keep their bytes, because the hashes of the chain cover them.</summary>
internal sealed record AuditAppend(IReadOnlyList<JsonElement> Records, AuditChain? Chain = null);
