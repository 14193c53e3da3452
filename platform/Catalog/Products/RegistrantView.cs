using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Platform.Products;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Catalog.Products;

/// <summary>Finds what a registration depends on in the catalog: the other versions of the product, and the other products, as far as the caller may know of them.</summary>
internal sealed class RegistrantView(ProductStore store, CatalogDecisions decisions, TimeProvider time)
{
    /// <summary>Returns the properties that policy decides on. Without a descriptor of the product nothing but its name counts, and there are none.</summary>
    public async Task<PolicyResource?> ResourceAsync(DataProductId name, DataProductDescriptor? descriptor, CancellationToken cancellationToken)
    {
        if (descriptor is null || descriptor.Name != name)
        {
            return null;
        }

        var stricter = VersionTerms.Stricter(ProductDetails.Of(descriptor, [], time.GetUtcNow()), await store.VersionsAsync(name, cancellationToken));
        return PolicyResource.FromDescriptor(descriptor) with { Stricter = stricter ?? [] };
    }

    /// <summary>Returns the schemas of the products that checks refer to: those that are registered and that the caller may know of; the others may come later.</summary>
    public async Task<Dictionary<DataProductId, IReadOnlyList<ColumnDefinition>>> ReferredToAsync(PolicyBundle bundle, Principal principal, DataProductDescriptor descriptor, CancellationToken cancellationToken)
    {
        Dictionary<DataProductId, IReadOnlyList<ColumnDefinition>> schemas = [];
        foreach (var other in descriptor.Quality.Checks.OfType<ReferentialCheck>().Select(check => check.ToProduct).Distinct())
        {
            if (await FindAsync(bundle, principal, other, cancellationToken) is { } found)
            {
                schemas[other] = found.Schema;
            }
        }

        return schemas;
    }

    /// <summary>Returns those of some products that are there. A product that the caller may not discover is, for the caller, not there.</summary>
    public async Task<HashSet<DataProductId>> KnownAsync(PolicyBundle bundle, Principal principal, IReadOnlyList<DataProductId> names, CancellationToken cancellationToken)
    {
        HashSet<DataProductId> known = [];
        foreach (var name in names)
        {
            if (await FindAsync(bundle, principal, name, cancellationToken) is not null)
            {
                known.Add(name);
            }
        }

        return known;
    }

    private async Task<ProductDetails?> FindAsync(PolicyBundle bundle, Principal principal, DataProductId name, CancellationToken cancellationToken) =>
        await store.FindAsync(new ProductReference(name, Major: null), cancellationToken) is { } found && decisions.MayDiscover(bundle, principal, found) ? found : null;
}
