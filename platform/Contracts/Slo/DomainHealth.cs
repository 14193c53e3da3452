using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Storage;

namespace MeshStarter.Contracts.Slo;

/// <summary>The health of a domain's products, by its own service's word. It has no row and no value of one.</summary>
/// <param name="Products">The products that the service publishes, each major version by itself.</param>
public sealed record DomainHealth(IReadOnlyList<ProductHealth> Products);

/// <summary>The health of one major version of a product.</summary>
public sealed record ProductHealth
{
    /// <summary>The product.</summary>
    public required DataProductId Product { get; init; }

    /// <summary>The major version.</summary>
    public required int Major { get; init; }

    /// <summary>The ports that serve readers now; a refused or retired version has none.</summary>
    public required IReadOnlyList<PortType> OpenPorts { get; init; }

    /// <summary>Whether its table can be read; null where it has none.</summary>
    public bool? IsTableReadable { get; init; }

    /// <summary>Whether its rows come through the outbox; false where they are published in whole batches, or none came yet.</summary>
    public required bool IsFedByOutbox { get; init; }

    /// <summary>The seconds since the oldest row was emitted that readers cannot see yet; 0 when none waits, null when that is not known.</summary>
    public double? OldestWaitingSeconds { get; init; }

    /// <summary>Since when what was emitted cannot be published; null while it can be. Why, its own people know: a reason may name a value.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>Since when what makes its rows fails, such as a stream handler of its domain; null while it does not. The ports serve what there is.</summary>
    public DateTimeOffset? SourceFailingSince { get; init; }

    /// <summary>Whether rows of its source's files are rejected, which it lacks; null when that is not known. How many and why, its own people know.</summary>
    public bool? HasRejectedRows { get; init; }

    /// <summary>The health of the pipeline that computes its rows; null where none does, or it is not known.</summary>
    public PipelineHealth? Pipeline { get; init; }

    /// <summary>The progress of the product's retention in the stores of the domain's database; empty where rows stay for ever, null when that is not known.</summary>
    public IReadOnlyList<StoreRetention>? Stores { get; init; }
}
