using System.Text.Json.Serialization;

namespace MeshStarter.Contracts.Registration;

/// <summary>A page of the catalog's list with <c>details=true</c>, for who needs the columns of many products.</summary>
/// <param name="Items">The products of this page, each in its default version, ordered by name.</param>
/// <param name="Next">Pass it as <c>after</c> to get the next page; null on the last page, and said so.</param>
public sealed record ProductDetailsPage(
    IReadOnlyList<ProductDetails> Items,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Next);
