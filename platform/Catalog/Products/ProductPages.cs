using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Platform.Products;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Catalog.Products;

/// <summary>Reads pages of the products that a caller may discover: each page is full as long as there are more of them, whatever is between.</summary>
internal sealed class ProductPages(ProductVisibility visibility, ProductStore store, CatalogDecisions decisions)
{
    public const int DefaultLimit = 100;

    private const int MaximumLimit = 1_000;

    /// <summary>Returns what is wrong with a request for a page; null when nothing is.</summary>
    /// <param name="domain">The domain of the products; none for all.</param>
    /// <param name="after">The end of the page before; none for the first page.</param>
    /// <param name="limit">The length of the page.</param>
    public static string? Problem(string? domain, string? after, int limit) =>
        limit is < 1 or > MaximumLimit ? $"limit: must be a whole number from 1 to {MaximumLimit}."
        : domain is { Length: > 0 } && MeshName.Problem(domain) is { } wrong ? $"domain: {wrong}"
        : after is { Length: > 0 } && !DataProductId.TryParse(after, out _) ? "after: must be the next of a page before, or be left out."
        : null;

    /// <summary>Reads a page of default versions, in order of name.</summary>
    /// <param name="bundle">The rules, taken once for a request.</param>
    /// <param name="principal">The caller.</param>
    /// <param name="domain">The domain of the products; none for all.</param>
    /// <param name="after">The end of the page before; null for the first page.</param>
    /// <param name="limit">The length of the page.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The products, and the end of the page if another one follows.</returns>
    public async Task<(IReadOnlyList<ProductDetails> Items, string? Next)> ReadAsync(
        PolicyBundle bundle, Principal principal, string? domain, string? after, int limit, CancellationToken cancellationToken)
    {
        // One more than the page, to know whether another follows; what the caller may not discover does not count.
        var versions = await visibility.ListAsync(new CallerDecisions(bundle, principal), domain is { Length: > 0 } ? domain : null, after, limit + 1, cancellationToken);
        var products = await store.ListAsync([.. versions.Take(limit).Select(version => version.Product)], cancellationToken);
        // One that has changed since is decided about again.
        return ([.. products.Where(product => decisions.MayDiscover(bundle, principal, product))], versions.Count > limit ? versions[limit - 1].Name : null);
    }
}
