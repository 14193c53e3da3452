using System.Text.Json.Serialization;

namespace MeshStarter.Contracts.Slo;

/// <summary>A page of the states of products' service levels.</summary>
/// <param name="Items">The products of this page, ordered by name.</param>
/// <param name="Next">Pass it as <c>after</c> to get the next page; null on the last page, and said so.</param>
public sealed record ProductSloPage(
    IReadOnlyList<ProductSloState> Items,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Next);
