using System.Collections.Concurrent;
using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Policy.Decisions;

namespace MeshStarter.Governance.Access;

/// <summary>The contracts of products, as the catalog has them.</summary>
internal sealed class ProductContracts(IHttpClientFactory clients, TimeProvider time)
{
    private const int MostKnown = 20_000;

    private readonly PolicyResources _resources = new();
    private readonly ConcurrentDictionary<ProductReference, (PolicyResource? Resource, long At)> _known = new();

    /// <summary>The properties that policy reads, one instance while the contract is unchanged.</summary>
    public PolicyResource ResourceOf(ProductDetails product) => _resources.Of(product);

    /// <summary>A product as it is now; null where there is none.</summary>
    /// <exception cref="CatalogSilentException">The catalog does not answer.</exception>
    public async Task<ProductDetails?> FindAsync(ProductReference product, CancellationToken cancellationToken)
    {
        var at = time.GetTimestamp();
        var found = await clients.FindInCatalogAsync<ProductDetails>($"products/{product}", cancellationToken);
        Keep(product, found, at);
        return found;
    }

    /// <summary>The properties of products that policy reads, as they were at most so long ago; null where there was no such product. What is not known is read for many products at once.</summary>
    /// <exception cref="CatalogSilentException">The catalog does not answer.</exception>
    public ValueTask<IReadOnlyDictionary<ProductReference, PolicyResource?>> ResourcesAsync(IReadOnlyCollection<ProductReference> products, TimeSpan age, CancellationToken cancellationToken)
    {
        var found = new Dictionary<ProductReference, PolicyResource?>(products.Count);
        List<ProductReference>? missing = null;
        foreach (var product in products)
        {
            if (_known.TryGetValue(product, out var known) && time.GetElapsedTime(known.At) <= age)
            {
                found[product] = known.Resource;
            }
            else
            {
                (missing ??= []).Add(product);
            }
        }

        return missing is null ? new(found) : new(ReadAsync(found, missing, cancellationToken));
    }

    /// <summary>A product with all its major versions that can be read; empty where there is none.</summary>
    /// <exception cref="CatalogSilentException">The catalog does not answer.</exception>
    public async Task<IReadOnlyList<ProductDetails>> MajorVersionsAsync(DataProductId product, CancellationToken cancellationToken)
    {
        if (await FindAsync(new ProductReference(product, null), cancellationToken) is not { } current)
        {
            return [];
        }

        var majorVersions = await clients.FindInCatalogAsync<ItemList<MajorVersionStatus>>($"products/{product}/majors", cancellationToken);
        var others = (majorVersions?.Items ?? []).Where(major => major.Major != current.Version.Major && major.State != MajorVersionState.Retired);
        var found = await Task.WhenAll(others.Select(major => FindAsync(new ProductReference(product, major.Major), cancellationToken)));
        return [current, .. found.OfType<ProductDetails>()];
    }

    private async Task<IReadOnlyDictionary<ProductReference, PolicyResource?>> ReadAsync(
        Dictionary<ProductReference, PolicyResource?> found, List<ProductReference> missing, CancellationToken cancellationToken)
    {
        foreach (var part in missing.Distinct().Chunk(NamedProduct.MostNames))
        {
            var at = time.GetTimestamp();
            var answer = await clients.ReadFromCatalogAsync<ItemList<NamedProduct>>($"products/details?{string.Join('&', part.Select(product => $"name={product}"))}", cancellationToken);
            var named = answer.Items.ToDictionary(item => item.Name, item => item.Product, StringComparer.Ordinal);
            foreach (var product in part)
            {
                found[product] = Keep(product, named.GetValueOrDefault(product.ToString()), at);
            }
        }

        return found;
    }

    private PolicyResource? Keep(ProductReference product, ProductDetails? found, long at)
    {
        if (_known.Count >= MostKnown)
        {
            _known.Clear();
        }

        var resource = found is null ? null : ResourceOf(found);
        _known[product] = (resource, at);
        return resource;
    }
}
