using MeshStarter.Contracts.Products;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Catalog.Products;

/// <summary>Finds which of many products a caller may discover, in memory.</summary>
internal sealed class ProductVisibility(ProductIndex index, TimeProvider time)
{
    /// <summary>Those of some products that the caller may discover; the others, and those that there are not, are left out.</summary>
    /// <param name="bundle">The rules, taken once for a request.</param>
    /// <param name="principal">The caller.</param>
    /// <param name="references">The products: default major versions, or certain ones.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    public async Task<IReadOnlyDictionary<ProductReference, VisibleVersion>> OfAsync(
        PolicyBundle bundle, Principal principal, IEnumerable<ProductReference> references, CancellationToken cancellationToken)
    {
        var caller = new CallerDecisions(bundle, principal);
        await RefreshAsync(cancellationToken);
        IReadOnlyList<ProductReference?> wanted = [.. references.Distinct()];
        return wanted.Zip(FindEach(wanted)).Where(found => found.Second is not null && caller.MayDiscover(found.Second)).ToDictionary(found => found.First!.Value, found => found.Second!);
    }

    /// <summary>Reads what has changed; once for a request.</summary>
    public Task RefreshAsync(CancellationToken cancellationToken) => index.RefreshAsync(cancellationToken);

    /// <summary>Some products in their order, for any caller; null for one that there is not, and for null.</summary>
    public IReadOnlyList<VisibleVersion?> FindEach(IReadOnlyList<ProductReference?> references)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return index.Read(content => references.Select(each => each is { } reference ? content.Find(reference, now) : null).ToArray());
    }

    /// <summary>The default versions of the products that the caller may discover, in order of name.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="domain">The domain of the products; null for all.</param>
    /// <param name="after">The name that they come after; null for the first ones.</param>
    /// <param name="limit">The most of them.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    public async Task<IReadOnlyList<VisibleVersion>> ListAsync(CallerDecisions caller, string? domain, string? after, int limit, CancellationToken cancellationToken)
    {
        await RefreshAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        return index.Read(content =>
        {
            var first = new PriorityQueue<VisibleVersion, string>(Comparer<string>.Create((left, right) => string.CompareOrdinal(right, left)));
            foreach (var version in content.Versions)
            {
                if (version is not null && (domain is null || version.Product.Domain == domain) && string.CompareOrdinal(version.Name, after) > 0
                    && (first.Count < limit || string.CompareOrdinal(version.Name, first.Peek().Name) < 0) && version.IsDefaultAt(now) && caller.MayDiscover(version))
                {
                    first.Enqueue(version, version.Name);
                    if (first.Count > limit)
                    {
                        first.Dequeue();
                    }
                }
            }

            return (IReadOnlyList<VisibleVersion>)[.. first.UnorderedItems.Select(item => item.Element).OrderBy(version => version.Name, StringComparer.Ordinal)];
        });
    }
}
