using MeshStarter.Catalog.Domains;
using MeshStarter.Catalog.Lineage;
using MeshStarter.Catalog.Products;
using MeshStarter.Catalog.Slo;
using MeshStarter.Contracts.Overview;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Contracts.Slo;
using MeshStarter.Platform.Products;
using MeshStarter.ServiceDefaults.Identity;
using MeshStarter.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MeshStarter.Catalog.Overview;

/// <summary>Serves the mesh at a glance, and its recent changes. Their size does not grow with the mesh, and has no count of what the caller may not see.</summary>
internal static class OverviewEndpoints
{
    private const int MaximumDomains = 24;
    private const int MaximumProducts = 8;
    private const int DefaultDays = 7;
    private const int MaximumDays = 30;
    private const int DefaultChanges = 20;
    private const int MaximumChanges = 100;

    // A caller may see few of the changes: a page of those that are read is larger than one that is shown.
    private const int ReadChanges = 1_000;

    public static IEndpointRouteBuilder MapOverview(this IEndpointRouteBuilder app)
    {
        app.MapGet("/overview", FindAsync).WithName("MeshOverview").WithSummary("Domains, their products, how they are doing and what flows between them").WithTags("overview");
        app.MapGet("/changes", ChangesAsync).WithQueryParameters().WithName("MeshChanges").WithSummary("New products and versions, deprecations and failures of the last days, the newest first").WithTags("overview");
        return app;
    }

    private static async Task<Ok<MeshOverview>> FindAsync(HttpContext http, ProductVisibility visibility, ProductStore store, DomainStore domains, ProductStates states, ProductFlows flows, CatalogDecisions decisions, TimeProvider time, CancellationToken cancellationToken)
    {
        var (bundle, principal) = (decisions.Bundle, http.User.ToPrincipal());
        var visible = (await visibility.ListAsync(new CallerDecisions(bundle, principal), domain: null, after: null, int.MaxValue, cancellationToken)).ToLookup(version => version.Product.Domain, StringComparer.Ordinal);
        var products = await store.ListAsync([.. visible.Take(MaximumDomains).SelectMany(domain => domain.Take(MaximumProducts)).Select(version => version.Product)], cancellationToken);
        // One that has changed since is decided about again.
        var all = products.Where(product => decisions.MayDiscover(bundle, principal, product)).ToList();
        var statuses = await states.FindAsync(all.Select(product => product.ProductMajorVersion), cancellationToken);
        List<OverviewDomain> shown = [];
        foreach (var domain in all.GroupBy(product => product.Name.Domain, StringComparer.Ordinal))
        {
            var reachability = (await domains.FindAsync(domain.Key, cancellationToken)).At(time.GetUtcNow());
            shown.Add(new OverviewDomain(domain.Key, reachability, [.. domain.Select(product => Glance(product, statuses[product.ProductMajorVersion]))], visible[domain.Key].Skip(MaximumProducts).Any()));
        }

        var made = await flows.FindAsync([.. all.Select(product => product.Name.ToString())], cancellationToken);
        return TypedResults.Ok(new MeshOverview(shown, [.. made.Select(flow => new ProductFlow(DataProductId.Parse(flow.From), DataProductId.Parse(flow.To)))], visible.Count > MaximumDomains));
    }

    private static async Task<Results<Ok<ItemList<MeshChange>>, ProblemHttpResult>> ChangesAsync(
        HttpContext http, ProductVisibility visibility, ChangeStore changes, CatalogDecisions decisions, TimeProvider time, CancellationToken cancellationToken, int days = DefaultDays, int limit = DefaultChanges)
    {
        if (days is < 1 or > MaximumDays)
        {
            return CatalogProblems.BadRequest($"days: must be a whole number from 1 to {MaximumDays}.");
        }

        if (limit is < 1 or > MaximumChanges)
        {
            return CatalogProblems.BadRequest($"limit: must be a whole number from 1 to {MaximumChanges}.");
        }

        var (bundle, principal) = (decisions.Bundle, http.User.ToPrincipal());
        List<MeshChange> visible = [];
        var now = time.GetUtcNow();
        MeshChange? last = null;
        do
        {
            var page = await changes.ListAsync(now.AddDays(-days), now, last, ReadChanges, cancellationToken);
            var seen = await visibility.OfAsync(bundle, principal, page.Select(Reference), cancellationToken);
            visible.AddRange(page.Where(change => seen.ContainsKey(Reference(change))));
            last = page.Count < ReadChanges ? null : page[^1];
        }
        while (last is not null && visible.Count < limit);

        return TypedResults.Ok(new ItemList<MeshChange>([.. visible.Take(limit)]));
    }

    private static ProductReference Reference(MeshChange change) => new(change.Product, change.Major);

    private static OverviewProduct Glance(ProductDetails product, ProductStatus status) =>
        new(product.Name, product.Version, product.Kind, [.. product.Ports.Select(port => port.Type)], status);
}
