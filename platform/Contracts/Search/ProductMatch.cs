using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Contracts.Slo;

namespace MeshStarter.Contracts.Search;

/// <summary>A product that matches a search.</summary>
public sealed record ProductMatch
{
    /// <inheritdoc cref="ProductSummary.Name"/>
    public required DataProductId Name { get; init; }

    /// <inheritdoc cref="ProductSummary.Version"/>
    public required ProductVersion Version { get; init; }

    /// <inheritdoc cref="ProductSummary.Kind"/>
    public required ProductKind Kind { get; init; }

    /// <inheritdoc cref="ProductSummary.Owner"/>
    public required string Owner { get; init; }

    /// <inheritdoc cref="ProductSummary.Description"/>
    public required string Description { get; init; }

    /// <summary>The classification in force.</summary>
    public required Classification Classification { get; init; }

    /// <inheritdoc cref="ProductSummary.Ports"/>
    public required IReadOnlyList<PortLocation> Ports { get; init; }

    /// <summary>The tags of its columns.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>Its state.</summary>
    public required SloState Slo { get; init; }

    /// <summary>The number of subscribed consumers.</summary>
    public required int Consumers { get; init; }

    /// <summary>The number of columns.</summary>
    public required int Columns { get; init; }

    /// <summary>The names of the first columns that match a word of the search.</summary>
    public required IReadOnlyList<string> MatchingColumns { get; init; }

    /// <summary>The state of its default major version.</summary>
    public required MajorVersionState State { get; init; }

    /// <inheritdoc cref="MajorVersionStatus.RetiresAt"/>
    public DateTimeOffset? RetiresAt { get; init; }

    /// <inheritdoc cref="ProductSummary.Reachability"/>
    public required Reachability Reachability { get; init; }

    /// <inheritdoc cref="ProductSummary.LastReportAt"/>
    public DateTimeOffset? LastReportAt { get; init; }
}
