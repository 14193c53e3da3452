using System.Text.Json;
using System.Text.Json.Serialization;

namespace MeshStarter.Sdk.Ports.Rest;

/// <summary>A page of rows.</summary>
/// <param name="SnapshotId">The snapshot that the rows are of; null for a table that nothing was published to.</param>
/// <param name="Items">The rows in canonical form.</param>
/// <param name="Next">Pass it as <c>after</c> to get the next page of the same snapshot; null on the last.</param>
internal sealed record RowPage(
    long? SnapshotId,
    IReadOnlyList<JsonElement> Items,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Next);
