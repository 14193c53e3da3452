using System.Text.Json.Serialization;

namespace MeshStarter.Contracts.Registration;

/// <summary>A page of the catalog's list.</summary>
/// <param name="Items">The products of this page, ordered by name.</param>
/// <param name="Next">Pass it as <c>after</c> to get the next page; null on the last page, and said so.</param>
public sealed record ProductSummaryPage(
    IReadOnlyList<ProductSummary> Items,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Next);
