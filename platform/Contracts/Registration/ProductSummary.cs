using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Registration;

/// <summary>A product as the catalog lists it.</summary>
public sealed record ProductSummary
{
    /// <summary>The product's name, <c>domain.product</c>.</summary>
    public required DataProductId Name { get; init; }

    /// <summary>The newest registered version.</summary>
    public required ProductVersion Version { get; init; }

    /// <summary>The product's relation to its sources.</summary>
    public required ProductKind Kind { get; init; }

    /// <summary>The owner of the product: an e-mail address.</summary>
    public required string Owner { get; init; }

    /// <summary>The content of the product, in a sentence.</summary>
    public required string Description { get; init; }

    /// <summary>The circle that the product may travel in.</summary>
    public required Classification Classification { get; init; }

    /// <summary>The addresses of the product's ports.</summary>
    public required IReadOnlyList<PortLocation> Ports { get; init; }

    /// <summary>The state of its default major version; the catalog fills it in.</summary>
    public MajorVersionState? State { get; init; }

    /// <inheritdoc cref="MajorVersionStatus.RetiresAt"/>
    public DateTimeOffset? RetiresAt { get; init; }

    /// <summary>Whether its domain's service is there; the catalog fills it in.</summary>
    public Reachability? Reachability { get; init; }

    /// <summary>The time of its domain's last report; null where its service never reported.</summary>
    public DateTimeOffset? LastReportAt { get; init; }
}
