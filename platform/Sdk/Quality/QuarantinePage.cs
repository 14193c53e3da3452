using System.Text.Json.Serialization;
using MeshStarter.Contracts;

namespace MeshStarter.Sdk.Quality;

/// <summary>A page of the batches that were kept from readers.</summary>
/// <param name="Items">Those of this page, the newest first.</param>
/// <param name="Next">Pass it as <c>after</c> to get the next page; null on the last, and said so.</param>
internal sealed record QuarantinePage(
    IReadOnlyList<QuarantinedBatch> Items,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] long? Next);
