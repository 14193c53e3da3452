using MeshStarter.Contracts.Registration;

namespace MeshStarter.Contracts.Profiles;

/// <summary>A version of a product with all that a reader needs to judge and use it, as the caller may see it.</summary>
public sealed record ProductProfile
{
    /// <summary>The version.</summary>
    public required ProductDetails Product { get; init; }

    /// <summary>The registered versions that the caller may discover, the newest first.</summary>
    public required IReadOnlyList<VersionSummary> Versions { get; init; }

    /// <summary>The rows and columns that the caller gets.</summary>
    public required ReaderView Reading { get; init; }

    /// <summary>The rules of the mesh that apply to it.</summary>
    public required IReadOnlyList<ProductRule> Rules { get; init; }

    /// <summary>The last results of its checks, and those of the last 30 days.</summary>
    public required QualityHistory Quality { get; init; }

    /// <summary>Its last batches, the newest first.</summary>
    public required IReadOnlyList<BatchSummary> Publishes { get; init; }

    /// <summary>Its consumers.</summary>
    public required ProductConsumers Consumers { get; init; }
}
