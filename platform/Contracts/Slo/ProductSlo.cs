using System.Text.Json.Serialization;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Slo;

/// <summary>The measured service levels of one major version of a product.</summary>
public sealed record ProductSlo
{
    /// <summary>The product.</summary>
    public required DataProductId Product { get; init; }

    /// <summary>The major version.</summary>
    public required int Major { get; init; }

    /// <inheritdoc cref="ProductStatus.State"/>
    public required SloState State { get; init; }

    /// <inheritdoc cref="ProductStatus.Since"/>
    public DateTimeOffset? Since { get; init; }

    /// <inheritdoc cref="ProductStatus.Reason"/>
    public ProductStateReason? Reason { get; init; }

    /// <inheritdoc cref="ProductStatus.Objective"/>
    public SloObjective? Objective { get; init; }

    /// <summary>The state of the product.</summary>
    [JsonIgnore]
    public ProductStatus Status => new(State, Since, Reason, Objective);

    /// <summary>Its service levels: those that it promises, and the documentation.</summary>
    public required IReadOnlyList<SloStatus> Objectives { get; init; }
}
