using MeshStarter.Catalog.Products;
using MeshStarter.Contracts;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.Platform.Products;
using MeshStarter.Platform.Products.MajorVersions;
using MeshStarter.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MeshStarter.Catalog.Lifecycle;

/// <summary>The major versions of a product: the status of each, who agrees to it, and its end.</summary>
internal static class MajorVersionEndpoints
{
    // A mistyped year would be a promise to consumers that the domain cannot take back.
    private const int MostYears = 3;

    public static RouteGroupBuilder MapMajorVersions(this IEndpointRouteBuilder app)
    {
        var majorVersions = app.MapGroup("/products/{name}/majors").WithTags("lifecycle");
        majorVersions.MapGet("", ListAsync).WithName("ListMajors").WithSummary("The status of each major version of a product");
        majorVersions.MapPost("{major:int}/acknowledgement", AcknowledgeAsync).WithName("AcknowledgeMajor").WithSummary("Agree to a new major version, as one of its consumers");
        majorVersions.MapPost("{major:int}/retirement", RetireAsync).WithName("RetireMajor").WithSummary("Set the end of a major version, as its domain");
        return majorVersions;
    }

    private static async Task<Ok<ItemList<MajorVersionStatus>>> ListAsync(
        string name, HttpContext http, RequestedProducts products, LifecycleStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        var product = await products.FindAsync(name, http, cancellationToken);
        var known = await KnownAsync(product, http, products, cancellationToken);
        var all = MajorVersionTimeline.At(time.GetUtcNow(), product.Name, await store.ListAsync(product.Name, cancellationToken));
        var hidesDefault = all.Any(status => status.IsDefault && !known.Contains(status.Major));
        return TypedResults.Ok(new ItemList<MajorVersionStatus>([.. all.Where(status => known.Contains(status.Major)).Select(status => hidesDefault ? status with { Successor = null } : status)]));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> AcknowledgeAsync(
        string name, int major, HttpContext http, RequestedProducts products, LifecycleStore store, CatalogDecisions decisions, TimeProvider time, CancellationToken cancellationToken)
    {
        var product = await products.FindAsync(name, http, cancellationToken);

        if (!(await KnownAsync(product, http, products, cancellationToken)).Contains(major))
        {
            return CatalogProblems.BadRequest($"major: {product.Name} has no major version {major}; GET /products/{product.Name}/majors lists those that there are.");
        }

        await decisions.RecordedAsync();
        return await store.AcknowledgeAsync(product.Name, http.User.ToPrincipal().Subject, major, time.GetUtcNow(), cancellationToken)
            ? TypedResults.NoContent()
            : CatalogProblems.Of(StatusCodes.Status404NotFound, ProblemTypes.NotFound, $"{product.Name}: you have no subscription; POST /products/{product.Name}/subscriptions makes one.");
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RetireAsync(
        string name, int major, RetirementRequest request, HttpContext http, RequestedProducts products, LifecycleStore store, CatalogDecisions decisions, TimeProvider time, CancellationToken cancellationToken)
    {
        var (product, decision) = await products.FindOperableAsync(name, http, cancellationToken);
        var principal = http.User.ToPrincipal();
        var (now, notice) = (time.GetUtcNow(), decisions.Bundle.Evolution.Notice);
        if (request.RetiresAt < now)
        {
            return CatalogProblems.BadRequest("retires_at: must be a moment to come.");
        }

        if ((now + notice).AddYears(MostYears) is var latest && request.RetiresAt > latest)
        {
            return CatalogProblems.BadRequest($"retires_at: must be at most {MostYears} years after the notice, {latest:u}. Set an earlier end; it may be postponed later.");
        }

        if (MajorVersionTimeline.At(now, product.Name, await store.ListAsync(product.Name, cancellationToken)).FirstOrDefault(each => each.Major == major) is not { } status)
        {
            return CatalogProblems.BadRequest($"major: {product.Name} has no major version {major}.");
        }

        if (await store.RetireAsync(product.Name, major, request.RetiresAt, now, notice, RecordAsync, cancellationToken))
        {
            return TypedResults.NoContent();
        }

        return CatalogProblems.Of(
            StatusCodes.Status422UnprocessableEntity,
            ProblemTypes.PolicyViolation,
            status.RetiresAt is { } reported && reported > now + notice
                ? $"retires_at: {product.Name}@{major} has consumers or recorded readers, who were notified that it ends at {reported:u}. Set it to then or later. Once each of them has acknowledged a newer version, {now + notice:u} or later will do ({DurationText.Format(notice)} of notice, evolution.notice), and any moment once they have left."
                : $"retires_at: {product.Name}@{major} has consumers or recorded readers, who have {DurationText.Format(notice)} of notice (evolution.notice). Set it to {status.RetiresAt ?? now + notice:u} or later, or wait until they have left.");

        Task RecordAsync()
        {
            decisions.Record(principal, AuditActions.Operate, product.Name, permit: true, $"Version {major} ends at {request.RetiresAt:u}.", decision.RuleIds);
            return decisions.RecordedAsync();
        }
    }

    // A major version's own contract decides who may discover it, not that of the default one.
    private static async Task<IReadOnlySet<int>> KnownAsync(ProductDetails product, HttpContext http, RequestedProducts products, CancellationToken cancellationToken) =>
        (await products.VersionsAsync(new ProductReference(product.Name, Major: null), http, cancellationToken)).Select(version => version.Major).ToHashSet();
}
