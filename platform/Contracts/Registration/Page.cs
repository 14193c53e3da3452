using System.Text.Json.Serialization;

namespace MeshStarter.Contracts.Registration;

/// <summary>A page of a list that is ordered by name.</summary>
/// <param name="Items">The items of this page.</param>
/// <param name="Next">Pass it as <c>after</c> to get the next page; null on the last page, and said so.</param>
public sealed record Page<T>(
    IReadOnlyList<T> Items,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Next);
