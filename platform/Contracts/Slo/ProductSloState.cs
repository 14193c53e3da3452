using System.Text.Json.Serialization;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Slo;

/// <summary>The states of a product's service levels, without measurements: for lists.</summary>
/// <param name="Product">The product.</param>
/// <param name="Major">Its default major version.</param>
/// <param name="State">The state of the product.</param>
/// <param name="Since">Since when; null while nothing is known.</param>
/// <param name="Objectives">The states by service level.</param>
/// <param name="Reason">The cause of the state; null where it is met, or nothing is known.</param>
/// <param name="Objective">The service level that is the cause; null for other causes.</param>
public sealed record ProductSloState(
    DataProductId Product, int Major, SloState State, DateTimeOffset? Since, IReadOnlyList<ObjectiveState> Objectives, ProductStateReason? Reason = null, SloObjective? Objective = null)
{
    /// <summary>The state of the product.</summary>
    [JsonIgnore]
    public ProductStatus Status => new(State, Since, Reason, Objective);
}

/// <summary>The state of one service level.</summary>
/// <param name="Objective">The service level.</param>
/// <param name="State">Its state.</param>
/// <param name="Since">Since when.</param>
/// <param name="IsPromised">Whether the contract promises it.</param>
public sealed record ObjectiveState(SloObjective Objective, SloState State, DateTimeOffset Since, bool IsPromised);
