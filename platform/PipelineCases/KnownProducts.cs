using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Platform.PipelineCases;

/// <summary>The products of a repository, whose columns pipelines read.</summary>
/// <param name="descriptors">Their descriptors.</param>
public sealed class KnownProducts(IReadOnlyCollection<DataProductDescriptor> descriptors)
{
    // Versions that plain names mean.
    private IReadOnlyDictionary<DataProductId, DataProductDescriptor> Defaults { get; init; } = new Dictionary<DataProductId, DataProductDescriptor>();

    /// <summary>
    /// Finds a product; null where it is not known, and for the plain name of one with several major versions, unless it is of one of
    /// <see cref="ByDefaultVersions"/>: the catalog determines which is the default one.
    /// </summary>
    public DataProductDescriptor? Find(ProductReference reference) =>
        reference.Major is null && Defaults.TryGetValue(reference.Product, out var chosen) ? chosen
        : descriptors.Where(product => product.Name == reference.Product && (reference.Major is null || product.Version.Major == reference.Major)).ToList() is [var only] ? only
        : null;

    /// <summary>Returns the columns of a product; null where <see cref="Find"/> returns none.</summary>
    public IReadOnlyList<ColumnDefinition>? ColumnsOf(ProductReference reference) => Find(reference)?.Schema;

    /// <summary>Returns these products by each choice of the default major versions of those that have several, the newest first.</summary>
    /// <param name="names">The products whose plain names are read.</param>
    internal IEnumerable<KnownProducts> ByDefaultVersions(IEnumerable<DataProductId> names)
    {
        IEnumerable<Dictionary<DataProductId, DataProductDescriptor>> choices = [[]];
        foreach (var name in names.Distinct())
        {
            var versions = descriptors.Where(product => product.Name == name).DistinctBy(product => product.Version.Major).OrderByDescending(product => product.Version.Major).ToList();
            if (versions.Count > 1)
            {
                choices = choices.SelectMany(choice => versions.Select(version => new Dictionary<DataProductId, DataProductDescriptor>(choice) { [name] = version }));
            }
        }

        return choices.Select(choice => new KnownProducts(descriptors) { Defaults = choice });
    }
}
