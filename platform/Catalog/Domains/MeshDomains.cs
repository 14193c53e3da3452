using MeshStarter.Catalog.Products;
using MeshStarter.Platform.IcebergCatalog.Access;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Catalog.Domains;

/// <summary>Answers the Iceberg catalog about domains: from the addresses that the mesh gave them, and from the products in memory.</summary>
internal sealed class MeshDomains(DomainAddresses addresses, ProductVisibility products) : IMeshDomains
{
    /// <inheritdoc/>
    public bool Has(string domain) => addresses.Has(domain);

    /// <inheritdoc/>
    public async Task<bool> ShowsAsync(PolicyBundle bundle, Principal caller, string domain, CancellationToken cancellationToken) =>
        (await products.ListAsync(new CallerDecisions(bundle, caller), domain, after: null, limit: 1, cancellationToken)).Count > 0;

    /// <inheritdoc/>
    public async Task<IReadOnlySet<string>> ShownAsync(PolicyBundle bundle, Principal caller, CancellationToken cancellationToken) =>
        (await products.ListAsync(new CallerDecisions(bundle, caller), domain: null, after: null, int.MaxValue, cancellationToken)).Select(version => version.Product.Domain).ToHashSet(StringComparer.Ordinal);
}
