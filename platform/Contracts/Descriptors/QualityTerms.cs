using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Evolution;

namespace MeshStarter.Contracts.Descriptors;

/// <summary>The promised quality of a product's data. A term that is null is not promised.</summary>
public sealed record QualityTerms
{
    /// <summary>The time that an emitted row may wait until readers see it: <c>5 minutes</c>, or <c>by 06:00 daily Europe/Berlin</c>. See <see cref="FreshnessTarget"/>.</summary>
    public string? FreshnessSla { get; init; }

    /// <summary>The share of time in which the ports are open and the table is readable: <c>99.9%</c>. See <see cref="Percentage"/>.</summary>
    public string? Availability { get; init; }

    /// <summary>The share of emitted rows that reach readers: <c>99.9%</c>. See <see cref="Percentage"/>.</summary>
    public string? Completeness { get; init; }

    /// <summary>
    /// The changes that the schema may see within a major version, one of <see cref="SchemaEvolutions"/>.
    /// </summary>
    public string? SchemaEvolution { get; init; }

    /// <summary>The checks that every batch passes before readers see it.</summary>
    public IReadOnlyList<QualityCheck> Checks { get; init; } = [];
}
