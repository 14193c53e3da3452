using MeshStarter.Catalog.Lifecycle;
using MeshStarter.Catalog.Quality;
using MeshStarter.Contracts.Evolution;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Profiles;
using MeshStarter.Contracts.Registration;
using MeshStarter.Platform.Products;
using MeshStarter.Platform.Products.MajorVersions;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Catalog.Profiles;

/// <summary>Reads a product's profile. Every query is for this product alone, and all parts are decided by one bundle.</summary>
internal sealed class ProfileReader(
    ProductStore products, LifecycleStore lifecycle, QualityStore quality, CatalogDecisions decisions, TimeProvider time)
{
    private const int ShownBatches = 20;

    /// <summary>The profile of a version that the caller may discover.</summary>
    public async Task<ProductProfile> ReadAsync(ProductDetails product, Principal principal, CancellationToken cancellationToken)
    {
        var (now, bundle) = (time.GetUtcNow(), decisions.Bundle);
        var checks = await quality.FindAsync(product.Name, product.Version.Major, now, cancellationToken);
        var history = new QualityHistory { Checks = checks.Checks, Publishing = checks.Publishing, Days = await quality.DaysAsync(product.Name, product.Version.Major, now, cancellationToken) };
        var publishes = await quality.BatchesAsync(product.Name, product.Version.Major, ShownBatches, cancellationToken);
        var seesCounts = decisions.SeesCounts(bundle, principal, product);
        return new ProductProfile
        {
            Product = decisions.InForce(bundle, product),
            Versions = await VersionsAsync(product.Name, bundle, principal, now, cancellationToken),
            Reading = decisions.ViewOf(bundle, principal, product),
            Rules = decisions.RulesOf(bundle, principal, product),
            Quality = seesCounts ? history : history.WithoutRows(),
            Publishes = seesCounts ? publishes : [.. publishes.Select(batch => batch.WithoutRows())],
            Consumers = await ConsumersAsync(product, principal, cancellationToken),
        };
    }

    // The changes of a version are counted from the one before it that the caller may discover: another would be revealed by them.
    private async Task<IReadOnlyList<VersionSummary>> VersionsAsync(DataProductId name, PolicyBundle bundle, Principal principal, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var versions = await products.VersionsAsync(name, cancellationToken);
        // A major version may be dropped in between.
        var states = MajorVersionTimeline.At(now, name, await lifecycle.ListAsync(name, cancellationToken)).ToDictionary(state => state.Major);
        var visible = versions.Where(version => states.ContainsKey(version.Version.Major) && decisions.MayDiscover(bundle, principal, version)).ToList();
        return
        [
            .. visible.Select((version, index) =>
            {
                var previous = index + 1 < visible.Count ? visible[index + 1] : null;
                var state = states[version.Version.Major];
                return new VersionSummary
                {
                    Version = version.Version,
                    State = state.State,
                    IsDefault = state.IsDefault && state.Version == version.Version,
                    RegisteredAt = version.RegisteredAt,
                    Previous = previous?.Version,
                    Changes = previous is null ? [] : ContractComparison.Between(previous.ToDescriptor(), version.ToDescriptor()),
                };
            }),
        ];
    }

    private async Task<ProductConsumers> ConsumersAsync(ProductDetails product, Principal principal, CancellationToken cancellationToken)
    {
        var subscriptions = await lifecycle.SubscriptionsAsync(product.Name, cancellationToken);
        var consumers = subscriptions.DistinctBy(subscription => subscription.Consumer, StringComparer.Ordinal).ToList();
        return new ProductConsumers
        {
            Count = consumers.Count,
            Domains = [.. consumers.GroupBy(consumer => consumer.ConsumerDomain).Select(domain => new ConsumerDomain(domain.Key, domain.Count())).OrderBy(domain => domain.Domain, StringComparer.Ordinal)],
            Subscriptions = decisions.MayAudit(principal, product) ? subscriptions : null,
        };
    }
}
