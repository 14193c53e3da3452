using System.Text.Json;
using System.Text.Json.Serialization;

namespace MeshStarter.Sdk.Ports.Rest;

/// <summary>A page of rows.</summary>
/// <param name="SnapshotId">The snapshot of the rows; null for a table without a publish.</param>
/// <param name="Items">The rows in canonical form.</param>
/// <param name="Next">The value of <c>after</c> for the next page of the same snapshot; null on the last page.</param>
internal sealed record RowPage(
    long? SnapshotId,
    IReadOnlyList<JsonElement> Items,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Next);
