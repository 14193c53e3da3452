using MeshStarter.Catalog.Products;
using MeshStarter.Contracts;
using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Contracts.Texts;
using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Products;
using MeshStarter.ServiceDefaults.Identity;
using MeshStarter.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MeshStarter.Catalog.Lifecycle;

/// <summary>Lists and changes the subscriptions to a product: consumer, major version and purpose.</summary>
internal static class SubscriptionEndpoints
{
    private const int MaximumPurpose = 500;
    private const int MaximumColumns = 2_000;

    public static RouteGroupBuilder MapSubscriptions(this IEndpointRouteBuilder app)
    {
        var subscriptions = app.MapGroup("/products/{name}/subscriptions").WithTags("lifecycle");
        subscriptions.MapGet("", ListAsync).WithName("ListSubscriptions").WithSummary("The known consumers of a product, for its owner and auditors; the caller's own subscriptions for others");
        subscriptions.MapPost("", SubscribeAsync).WithName("Subscribe").WithSummary("Say that you use a product, and what for");
        subscriptions.MapDelete("", UnsubscribeAsync).WithQueryParameters().WithName("Unsubscribe").WithSummary("Say that you no longer do, of one major version or of all");
        return subscriptions;
    }

    private static async Task<Ok<ItemList<ConsumerSubscription>>> ListAsync(
        string name, HttpContext http, RequestedProducts products, LifecycleStore store, CatalogDecisions decisions, CancellationToken cancellationToken)
    {
        var product = await products.FindAsync(name, http, cancellationToken);

        // The purposes of others are for the product's owner and for auditors.
        var principal = http.User.ToPrincipal();
        var mayAudit = decisions.MayAudit(principal, product);
        return TypedResults.Ok(new ItemList<ConsumerSubscription>(
            [.. (await store.SubscriptionsAsync(product.Name, cancellationToken)).Where(subscription => mayAudit || subscription.Consumer == principal.Subject)]));
    }

    private static async Task<Results<Ok<ConsumerSubscription>, ProblemHttpResult>> SubscribeAsync(
        string name, SubscriptionRequest request, HttpContext http, RequestedProducts products, LifecycleStore store, CatalogDecisions decisions, TimeProvider time, CancellationToken cancellationToken)
    {
        if (Contradiction(name, request.Major) is { } contradiction)
        {
            return contradiction;
        }

        // A major version's own contract decides who may discover and read it, not that of the default one.
        var requested = Requested(name, request.Major);
        if (await products.FindOrNoneAsync(requested, http, cancellationToken) is not { } product)
        {
            // One that the caller may not know of is, to the caller, not there.
            return request.Major is { } missing && await products.FindOrNoneAsync(name, http, cancellationToken) is { Name: var known }
                ? CatalogProblems.BadRequest($"major: {known} has no major version {missing}.")
                : CatalogProblems.NoProduct(ProductReference.Parse(requested));
        }

        if (string.IsNullOrWhiteSpace(request.Purpose) || request.Purpose.Length > MaximumPurpose)
        {
            return CatalogProblems.BadRequest($"purpose: must say what the data is used for, in 1 to {MaximumPurpose} characters.");
        }

        if (VisibleText.Refused(request.Purpose, hasLines: false) is { } hidden)
        {
            return CatalogProblems.BadRequest($"purpose: holds the control character U+{(int)hidden:X4}. Leave it out: people read it.");
        }

        if (ColumnProblem(request.Columns) is { } misnamed)
        {
            return CatalogProblems.BadRequest($"columns: {misnamed}");
        }

        var major = product.Version.Major;
        products.RequireRead(product, http);
        var principal = http.User.ToPrincipal();
        await decisions.RecordedAsync();
        await store.SubscribeAsync(
            product.Name,
            new ConsumerSubscription
            {
                Consumer = principal.Subject,
                ConsumerDomain = principal.Domain,
                Major = major,
                Purpose = request.Purpose,
                SubscribedAt = time.GetUtcNow(),
                Acknowledged = major,
                Columns = request.Columns is { Count: > 0 } ? [.. request.Columns.Distinct(StringComparer.Ordinal)] : null,
            },
            cancellationToken);
        return TypedResults.Ok((await store.SubscriptionsAsync(product.Name, cancellationToken)).First(subscription => subscription.Consumer == principal.Subject && subscription.Major == major));
    }

    // A copy may keep a column that the product does not have yet.
    private static string? ColumnProblem(IReadOnlyList<string>? columns) => columns switch
    {
        null => null,
        { Count: > MaximumColumns } => $"there are {columns.Count}. Send at most {MaximumColumns}.",
        _ => columns.Select(column => column is null ? "one is null. Send names of columns." : ColumnName.Problem(column) is { } problem ? $"one {problem} Send names of columns." : null).FirstOrDefault(problem => problem is not null),
    };

    private static ProblemHttpResult? Contradiction(string name, int? major) =>
        major is not null && ProductReference.TryParse(name, out var reference, out _) && reference.Major is { } named && named != major
            ? CatalogProblems.BadRequest($"major: is {major}, and {name} names another major version. Leave one of the two out.")
            : null;

    private static string Requested(string name, int? major) =>
        major is not null && ProductReference.TryParse(name, out var reference, out _) ? (reference with { Major = major }).ToString() : name;

    private static async Task<Results<NoContent, ProblemHttpResult>> UnsubscribeAsync(
        string name, int? major, HttpContext http, RequestedProducts products, LifecycleStore store, CatalogDecisions decisions, TimeProvider time, CancellationToken cancellationToken)
    {
        var product = await products.FindAsync(name, http, cancellationToken);

        if (Contradiction(name, major) is { } contradiction)
        {
            return contradiction;
        }

        var ended = ProductReference.Parse(name).Major ?? major;
        await decisions.RecordedAsync();
        return await store.UnsubscribeAsync(product.Name, http.User.ToPrincipal().Subject, ended, time.GetUtcNow(), cancellationToken) ? TypedResults.NoContent()
            : CatalogProblems.Of(StatusCodes.Status404NotFound, ProblemTypes.NotFound, $"{product.Name}: you have no subscription{(ended is null ? "" : $" to major version {ended}")}.");
    }
}
