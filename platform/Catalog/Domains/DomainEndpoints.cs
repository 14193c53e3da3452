using MeshStarter.Catalog.Lifecycle;
using MeshStarter.Catalog.Products;
using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.Platform.Products;
using MeshStarter.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MeshStarter.Catalog.Domains;

/// <summary>The domains of the mesh, and whether their services are there. One whose folder is gone is removed by <see cref="VersionRemovalEndpoints"/>.</summary>
internal static class DomainEndpoints
{
    public static RouteGroupBuilder MapDomains(this IEndpointRouteBuilder app)
    {
        var domains = app.MapGroup("/domains").WithTags("domains");
        domains.MapGet("", ListAsync).WithName("ListDomains").WithSummary("The domains whose products the caller may see, and whether their services are there");
        domains.MapPut("{domain}/presence", ReportAsync).WithName("ReportPresence").WithSummary("Report that a domain's service is there; the answer has the major versions of its products");
        return domains;
    }

    private static async Task<Ok<ItemList<DomainState>>> ListAsync(HttpContext http, ProductVisibility visibility, DomainStore store, CatalogDecisions decisions, TimeProvider time, CancellationToken cancellationToken)
    {
        var visible = await visibility.ListAsync(new CallerDecisions(decisions.Bundle, http.User.ToPrincipal()), domain: null, after: null, limit: int.MaxValue, cancellationToken);
        List<DomainState> states = [];
        foreach (var (domain, count) in visible.CountBy(version => version.Product.Domain).OrderBy(counted => counted.Key, StringComparer.Ordinal))
        {
            var presence = await store.FindAsync(domain, cancellationToken);
            states.Add(new DomainState(domain, presence.At(time.GetUtcNow()), count, presence.LastReportAt));
        }

        return TypedResults.Ok(new ItemList<DomainState>(states));
    }

    private static async Task<Results<Ok<ItemList<ProductMajorStatus>>, ProblemHttpResult>> ReportAsync(
        string domain, HttpContext http, DomainStore store, LifecycleStore majorVersions, ProductStore products, CatalogDecisions decisions, TimeProvider time, CancellationToken cancellationToken)
    {
        var principal = http.User.ToPrincipal();
        if (principal.Domain != domain || !principal.Roles.Contains(MeshRoles.Service, StringComparer.Ordinal))
        {
            decisions.Record(principal, AuditActions.Operate, null, permit: false, "Only a domain's own service reports its presence.", []);
            return CatalogProblems.Forbidden($"domain: only the service of domain \"{domain}\" reports its presence.");
        }

        await store.ReportAsync(domain, cancellationToken);
        var stricter = await products.StricterOfDomainAsync(domain, cancellationToken);
        return TypedResults.Ok(new ItemList<ProductMajorStatus>([.. (await majorVersions.OfDomainAsync(domain, time.GetUtcNow(), cancellationToken))
            .Select(each => each with { Stricter = stricter.GetValueOrDefault(new ProductMajorVersion(each.Product, each.Status.Major)) })]));
    }
}
