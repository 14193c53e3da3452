using System.Text.Json;
using MeshStarter.Platform.Audit.Records;

namespace MeshStarter.Governance.Audit;

/// <summary>The body of <c>POST /audit</c>: records of an enforcement point, which keep their bytes, because the hashes of the chain cover them.</summary>
/// <param name="Records">At most 1,000 records; those whose id is known already are passed over.</param>
/// <param name="Chain">Their place in the sender's chain; a batch without it is refused.</param>
internal sealed record AuditAppend(IReadOnlyList<JsonElement> Records, AuditChain? Chain = null);
