using MeshStarter.Contracts.Products;
using MeshStarter.Platform.Iceberg;
using MeshStarter.ServiceDefaults.Problems;

namespace MeshStarter.Catalog.Storage;

/// <summary>Thrown when the metadata of a major version's table is damaged, or its store does not answer.</summary>
/// <param name="version">The major version.</param>
/// <param name="innerException">The cause. Its message has the location, which is not for every caller.</param>
internal sealed class UnreadTableException(ProductMajorVersion version, Exception innerException)
    : UnavailableException($"The table of {version.Reference} cannot be read now. {(innerException is IcebergException ? "The" : "Try again in a moment; the")} operator finds the reason in the catalog's log.", innerException)
{
    /// <inheritdoc/>
    public override bool IsLasting => InnerException is IcebergException;
}
