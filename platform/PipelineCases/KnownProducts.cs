using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Platform.PipelineCases;

/// <summary>The products of a repository, whose columns pipelines read.</summary>
/// <param name="descriptors">Their descriptors.</param>
public sealed class KnownProducts(IReadOnlyCollection<DataProductDescriptor> descriptors)
{
    /// <summary>Finds a product; null where it is not known, and for the plain name of one with several major versions, whose default one the catalog determines.</summary>
    public DataProductDescriptor? Find(ProductReference reference) =>
        descriptors.Where(product => product.Name == reference.Product && (reference.Major is null || product.Version.Major == reference.Major)).ToList() is [var only] ? only : null;

    /// <summary>Returns the columns of a product; null where <see cref="Find"/> returns none.</summary>
    public IReadOnlyList<ColumnDefinition>? ColumnsOf(ProductReference reference) => Find(reference)?.Schema;
}
