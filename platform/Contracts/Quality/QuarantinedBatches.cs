using System.Text.Json.Serialization;

namespace MeshStarter.Contracts.Quality;

/// <summary>A page of the batches of a product that were quarantined.</summary>
/// <param name="Items">Those of this page, the newest first.</param>
/// <param name="Next">Pass it as <c>after</c> to get the next page; null on the last, and said so.</param>
public sealed record QuarantinedBatches(
    IReadOnlyList<QuarantinedBatch> Items,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] long? Next);
