using System.Globalization;
using MeshStarter.Catalog.Domains;
using MeshStarter.Catalog.Products;
using MeshStarter.Catalog.Storage;
using MeshStarter.Contracts;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Lake.Tables;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.Platform.IcebergCatalog.Names;
using MeshStarter.Platform.IcebergCatalog.Tables;
using MeshStarter.Platform.Products;
using MeshStarter.Policy.Decisions;
using MeshStarter.ServiceDefaults.Identity;
using MeshStarter.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MeshStarter.Catalog.Lifecycle;

/// <summary>Removes what a mesh does not have any more: in Development a major version that no one uses, and a domain whose folder is gone.</summary>
internal static class VersionRemovalEndpoints
{
    public static void MapRemovals(this IEndpointRouteBuilder app)
    {
        app.MapDelete("/products/{name}/majors/{major:int}", DropAsync).WithTags("lifecycle")
            .WithName("DropMajor").WithSummary("Remove a major version without rows and without readers, as its owner, in Development");
        app.MapDelete("/domains/{domain}", RemoveAsync).WithQueryParameters().WithTags("domains")
            .WithName("RemoveDomain").WithSummary("Remove a domain whose folder is gone, with ?rows=true its tables too, as a platform administrator");
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DropAsync(
        string name, int major, HttpContext http, RequestedProducts products, VersionRemoval removal, TableStore tables, TableRemoval removals, MetadataFiles files, CatalogDecisions decisions, IHostEnvironment environment, CancellationToken cancellationToken)
    {
        var (product, decision) = await products.FindOperableAsync($"{name}@{major}", http, cancellationToken);
        var principal = http.User.ToPrincipal();
        var version = new ProductMajorVersion(product.Name, major);
        // Before its rows are counted: what is published after that keeps it.
        var identifier = ProductTable.Of(version.Product, version.Major);
        var table = await tables.FindAsync(new NamespaceName(identifier.Namespace), identifier.Name, cancellationToken);
        var reason = !environment.IsDevelopment() ? "a version is dropped in Development only. Elsewhere it ends by its retirement (POST …/retirement)."
            : await RowsAsync(product, tables, files, cancellationToken) is not 0 and var rows ? $"it has {(rows is { } count ? string.Create(CultureInfo.InvariantCulture, $"{count} rows") : "rows")}. Delete them in the domain, or set its end with its retirement."
            : await removal.ReadersAsync(version, cancellationToken) is { Count: > 0 } readers ? $"it is read by {string.Join(", ", readers.Take(5))}{(readers.Count > 5 ? " and others" : "")}. Set its end with its retirement, which gives them notice."
            : null;
        if (reason is not null)
        {
            decisions.Record(principal, AuditActions.Operate, product.Name, permit: false, $"Version {major} is not dropped: {reason}", decision.RuleIds);
            return CatalogProblems.Of(StatusCodes.Status422UnprocessableEntity, ProblemTypes.PolicyViolation, $"{version.Reference}: {reason}");
        }

        decisions.Record(principal, AuditActions.Operate, product.Name, permit: true, $"Version {major} is dropped.", decision.RuleIds);
        await decisions.RecordedAsync();
        if (table is not null && !await removals.TryRemoveAsync(principal, product.Name.Domain, table, cancellationToken))
        {
            return CatalogProblems.Of(StatusCodes.Status409Conflict, ProblemTypes.StateConflict, $"{version.Reference} is not dropped: something was published to it just now. Drop it again where it has no rows.");
        }

        await removal.RemoveAsync([version], cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        string domain, bool? rows, HttpContext http, DomainStore domains, VersionRemoval removal, TableStore tables, TableRemoval purges, CatalogDecisions decisions, CancellationToken cancellationToken)
    {
        var principal = http.User.ToPrincipal();
        // The domain has no owner any more who could.
        var decision = decisions.DecideByName(principal, PolicyAction.Operate, product: null);
        if (!decision.Permit)
        {
            decisions.Record(principal, PolicyAction.Operate, null, decision);
            return CatalogProblems.Forbidden($"domain: {decision.Reason} A platform administrator removes domains.");
        }

        var versions = await removal.OfDomainAsync(domain, cancellationToken);
        var existing = rows == true ? await tables.OfDomainAsync(domain, cancellationToken) : [];
        if (versions.Count == 0 && existing.Count == 0)
        {
            return CatalogProblems.Of(StatusCodes.Status404NotFound, ProblemTypes.NotFound, $"domain: the catalog has no product of \"{domain}\"{(rows == true ? ", and no table." : ".")}");
        }

        if ((await domains.FindAsync(domain, cancellationToken)).OrphanedAt is null)
        {
            const string reason = "The last start of the mesh found its folder.";
            decisions.Record(principal, AuditActions.Operate, null, permit: false, $"Domain {domain} is not removed: {reason}", decision.RuleIds);
            return CatalogProblems.Of(
                StatusCodes.Status422UnprocessableEntity, ProblemTypes.PolicyViolation, $"domain: \"{domain}\" is not removed. {reason} Take the folder away, start the mesh, and remove the domain then.");
        }

        decisions.Record(principal, AuditActions.Operate, null, permit: true, $"Domain {domain} is removed{(rows == true ? " with its rows" : "; its rows stay")}.", decision.RuleIds);
        await decisions.RecordedAsync();
        await removal.RemoveAsync(versions, cancellationToken);
        if (rows == true)
        {
            if (!await purges.PurgeAsync(principal, domain, existing, cancellationToken))
            {
                return CatalogProblems.Of(
                    StatusCodes.Status503ServiceUnavailable, ProblemTypes.Unavailable, $"domain: \"{domain}\" is removed, and files of its tables stay, as the catalog's log says. Remove it again with its rows.");
            }

            await removal.ForgetAsync(domain, cancellationToken);
        }

        return TypedResults.NoContent();
    }

    // Null where the table does not show it.
    private static async Task<long?> RowsAsync(ProductDetails product, TableStore tables, MetadataFiles files, CancellationToken cancellationToken) =>
        await TableFacts.FindAsync(product, tables, files, withLocation: false, withCounts: true, cancellationToken) is { } table ? table.Rows : 0;
}
