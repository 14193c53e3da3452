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
    private const int DomainsAtOnce = 50;
    private const int DefaultDays = 7;
    private const int MaximumDays = 30;
    private const int DefaultChanges = 20;
    private const int MaximumChanges = 100;

    public static IEndpointRouteBuilder MapOverview(this IEndpointRouteBuilder app)
    {
        app.MapGet("/overview", FindAsync).WithName("MeshOverview").WithSummary("Domains, their products, how they are doing and what flows between them").WithTags("overview");
        app.MapGet("/changes", ChangesAsync).WithQueryParameters("days", "limit").WithName("MeshChanges").WithSummary("New products and versions, deprecations and failures of the last days, the newest first").WithTags("overview");
        return app;
    }

    private static async Task<Ok<MeshOverview>> FindAsync(HttpContext http, ProductPages pages, DomainStore domains, OverviewStore overview, ProductStates states, ProductFlows flows, CatalogDecisions decisions, TimeProvider time, CancellationToken cancellationToken)
    {
        var (bundle, principal) = (decisions.Bundle, http.User.ToPrincipal());
        List<(string Name, Reachability Reachability, IReadOnlyList<ProductDetails> Products, bool HasMore)> visible = [];
        var after = "";
        for (var isWhole = false; !isWhole && visible.Count <= MaximumDomains;)
        {
            var names = await overview.DomainsAsync(after, DomainsAtOnce, cancellationToken);
            foreach (var name in names.TakeWhile(_ => visible.Count <= MaximumDomains))
            {
                if (await pages.ReadAsync(bundle, principal, name, after: null, MaximumProducts, cancellationToken) is ({ Count: > 0 } found, var next))
                {
                    visible.Add((name, (await domains.FindAsync(name, cancellationToken)).At(time.GetUtcNow()), found, next is not null));
                }
            }

            (isWhole, after) = (names.Count < DomainsAtOnce, names.Count > 0 ? names[^1] : after);
        }

        var shown = visible.Take(MaximumDomains).ToList();
        var all = shown.SelectMany(domain => domain.Products).ToList();
        var datasets = all.Select(product => product.Name.ToString()).ToList();
        var statuses = await states.FindAsync(all.Select(MajorVersion), cancellationToken);
        return TypedResults.Ok(new MeshOverview(
            [.. shown.Select(domain => new OverviewDomain(domain.Name, domain.Reachability, [.. domain.Products.Select(product => Glance(product, statuses[MajorVersion(product)]))], domain.HasMore))],
            [.. (await flows.FindAsync(datasets, cancellationToken)).Select(flow => new ProductFlow(DataProductId.Parse(flow.From), DataProductId.Parse(flow.To)))],
            visible.Count > MaximumDomains));
    }

    private static async Task<Results<Ok<ItemList<MeshChange>>, ProblemHttpResult>> ChangesAsync(
        HttpContext http, ProductStore products, ChangeStore changes, CatalogDecisions decisions, TimeProvider time, CancellationToken cancellationToken, int days = DefaultDays, int limit = DefaultChanges)
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
        Dictionary<ProductReference, bool> known = [];
        List<MeshChange> visible = [];
        var now = time.GetUtcNow();
        for (var (isWhole, offset) = (false, 0); !isWhole && visible.Count < limit; offset += limit)
        {
            var page = await changes.ListAsync(now.AddDays(-days), now, limit, offset, cancellationToken);
            foreach (var change in page)
            {
                var reference = new ProductReference(change.Product, change.Major);
                if (!known.TryGetValue(reference, out var isVisible))
                {
                    known[reference] = isVisible = await products.FindAsync(reference, cancellationToken) is { } product && decisions.MayDiscover(bundle, principal, product);
                }

                if (isVisible)
                {
                    visible.Add(change);
                }
            }

            isWhole = page.Count < limit;
        }

        return TypedResults.Ok(new ItemList<MeshChange>([.. visible.Take(limit)]));
    }

    private static ProductMajorVersion MajorVersion(ProductDetails product) => new(product.Name, product.Version.Major);

    private static OverviewProduct Glance(ProductDetails product, ProductStatus status) =>
        new(product.Name, product.Version, product.Kind, [.. product.Ports.Select(port => port.Type)], status);
}
