using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Products;
using MeshStarter.Governance.Policies;
using MeshStarter.Platform.Enforcement.Polling;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Explanations;
using MeshStarter.Policy.Grants;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Governance.Access;

/// <summary>Works out who sees what in clear at a time, by the rules and the grants of then. Contracts are those of now.</summary>
internal sealed class EffectiveReader(AccessStore store, ProductContracts contracts, BundleSource bundles, SteadyClock clock)
{
    /// <summary>Whether a product is there for a caller now.</summary>
    /// <exception cref="CatalogSilentException">The catalog does not answer.</exception>
    public async Task<bool> MayDiscoverAsync(Principal caller, DataProductId product, CancellationToken cancellationToken) => await FindAsync(caller, product, cancellationToken) is not null;

    /// <summary>Finds who sees a product; null where the caller may not discover it.</summary>
    /// <param name="rules">The rules of the time.</param>
    /// <param name="caller">The caller.</param>
    /// <param name="product">The product.</param>
    /// <param name="principal">Only the grants of this principal, by the caller's own name only its own; null for those of all.</param>
    /// <param name="column">Only this column; null for all.</param>
    /// <param name="at">The time; null for now.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    public async Task<EffectiveAccess?> OfProductAsync(
        PolicyBundle rules, Principal caller, DataProductId product, string? principal, string? column, DateTimeOffset? at, CancellationToken cancellationToken)
    {
        if (await FindAsync(caller, product, cancellationToken) is not { } resource)
        {
            return null;
        }

        var time = at ?? clock.Now;
        var bundle = rules.With(GrantSet.Of(await GrantsAsync(caller, principal, product, time, cancellationToken)), time);
        return new EffectiveAccess(time, rules.Version, [Of(bundle, resource, column)]);
    }

    /// <summary>Finds what a principal sees by its grants, of the products that the caller may discover.</summary>
    public async Task<EffectiveAccess> OfPrincipalAsync(
        PolicyBundle rules, Principal caller, string principal, Func<DataProductId, bool> mayKnow, string? column, DateTimeOffset? at, CancellationToken cancellationToken)
    {
        var time = at ?? clock.Now;
        var grants = (await GrantsAsync(caller, principal, product: null, time, cancellationToken)).Where(grant => mayKnow(grant.Product)).ToList();
        var bundle = rules.With(GrantSet.Of(grants), time);
        var own = await RulesOfNowAsync(caller, product: null, cancellationToken);
        var products = grants.Select(grant => new ProductReference(grant.Product, null)).Distinct().OrderBy(product => product.Product).ToList();
        var resources = await contracts.ResourcesAsync(products, TimeSpan.Zero, cancellationToken);
        return new EffectiveAccess(time, rules.Version, [.. products.Select(product => resources[product]).OfType<PolicyResource>().Where(resource => MayDiscover(own, caller, resource)).Select(resource => Of(bundle, resource, column))]);
    }

    // By its own name a caller asks for its own, not for those of a service or person of the same name.
    private async Task<IEnumerable<GrantTerms>> GrantsAsync(Principal caller, string? principal, DataProductId? product, DateTimeOffset time, CancellationToken cancellationToken) =>
        (await store.InForceAsync(principal, product, time, cancellationToken)).Where(grant => principal != caller.Subject || AccessSeats.IsOwn(caller, grant.Principal, grant.IsService));

    private async Task<PolicyResource?> FindAsync(Principal caller, DataProductId product, CancellationToken cancellationToken)
    {
        if (await contracts.FindAsync(new ProductReference(product, null), cancellationToken) is not { } details)
        {
            return null;
        }

        var resource = contracts.ResourceOf(details);
        return MayDiscover(await RulesOfNowAsync(caller, product, cancellationToken), caller, resource) ? resource : null;
    }

    // Whether the caller may know of a product is decided by the rules and grants of now, also about another time.
    private async Task<PolicyBundle> RulesOfNowAsync(Principal caller, DataProductId? product, CancellationToken cancellationToken) =>
        bundles.Current.Rules.With(GrantSet.Of(await store.InForceAsync(caller.Subject, product, clock.Now, cancellationToken)), clock.Now);

    private static bool MayDiscover(PolicyBundle rules, Principal caller, PolicyResource resource) => PolicyEngine.Decide(rules, caller, PolicyAction.Discover, resource).Permit;

    private static EffectiveProduct Of(PolicyBundle bundle, PolicyResource resource, string? column) =>
        PolicyExplanation.EffectiveFor(bundle, resource) is var effective && string.IsNullOrEmpty(column)
            ? effective
            : effective with { Columns = [.. effective.Columns.Where(each => string.Equals(each.Name, column, StringComparison.OrdinalIgnoreCase))] };
}
