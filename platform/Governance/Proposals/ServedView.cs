using MeshStarter.Contracts.Policies;
using MeshStarter.Contracts.Products;
using MeshStarter.Governance.Policies;
using MeshStarter.Policy.Decisions;

namespace MeshStarter.Governance.Proposals;

/// <summary>
/// Selects the part of the rules that are served which a person sees. The rules themselves are everyone's. A tightening or a declassification of a product is for those who may know of
/// the product: its owner made it alone, and without a vote it must not name what is not there for others.
/// </summary>
internal sealed class ServedView(DiscoverableProducts products)
{
    /// <summary>Returns the served state as a person sees it; the same instance where nothing is left out.</summary>
    public async Task<ServedState> OfAsync(Principal caller, ServedState served, CancellationToken cancellationToken)
    {
        var tightenings = await OfAsync(caller, served.Tightenings, cancellationToken);
        var (known, _) = await products.AmongAsync(caller, served.Declassifications.Select(each => each.Product), cancellationToken);
        var declassifications = served.Declassifications.Where(each => known.Contains(each.Product)).ToList();
        return tightenings.Count == served.Tightenings.Count && declassifications.Count == served.Declassifications.Count
            ? served
            : served with { Tightenings = tightenings, Declassifications = declassifications };
    }

    /// <summary>Those of some tightenings that the caller sees: of products that it may know of, and of all products.</summary>
    public async Task<IReadOnlyList<PolicyTightening>> OfAsync(Principal caller, IReadOnlyList<PolicyTightening> tightenings, CancellationToken cancellationToken)
    {
        var (known, _) = await products.AmongAsync(caller, tightenings.Select(each => each.Product).OfType<DataProductId>(), cancellationToken);
        return [.. tightenings.Where(each => each.Product is not { } product || known.Contains(product))];
    }
}
