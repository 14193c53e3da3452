using MeshStarter.Catalog.Products;
using MeshStarter.Contracts;
using MeshStarter.Policy;
using MeshStarter.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MeshStarter.Catalog.Snapshots;

/// <summary>Which files are a product's table now. They are named only to those who may read them raw, and to the query proxy.</summary>
internal static class SnapshotEndpoints
{
    private const string QueryProxy = "query";

    public static RouteGroupBuilder MapSnapshots(this IEndpointRouteBuilder app)
    {
        var snapshots = app.MapGroup("/products/{name}").WithTags("snapshots");
        snapshots.MapGet("snapshot", CurrentAsync).WithName("CurrentSnapshot").WithSummary("The current state of a product's table");
        snapshots.MapGet("snapshots/{snapshotId:long}", FindAsync).WithName("FindSnapshot").WithSummary("An earlier state of a product's table");
        snapshots.MapPost("snapshots", CommitAsync).WithName("CommitSnapshot").WithSummary("Publish a new state of a product's table");
        return snapshots;
    }

    private static Task<Results<Ok<TableSnapshot>, ProblemHttpResult>> CurrentAsync(
        string name, HttpContext http, ProductStore products, SnapshotStore store, CatalogDecisions decisions, CancellationToken cancellationToken) =>
        ReadAsync(name, http, products, decisions, store.CurrentAsync, cancellationToken);

    private static Task<Results<Ok<TableSnapshot>, ProblemHttpResult>> FindAsync(
        string name, long snapshotId, HttpContext http, ProductStore products, SnapshotStore store, CatalogDecisions decisions, CancellationToken cancellationToken) =>
        ReadAsync(name, http, products, decisions, (id, token) => store.FindAsync(id, snapshotId, token), cancellationToken);

    private static async Task<Results<Ok<TableSnapshot>, ProblemHttpResult>> ReadAsync(
        string name, HttpContext http, ProductStore products, CatalogDecisions decisions,
        Func<DataProductId, CancellationToken, Task<TableSnapshot?>> find, CancellationToken cancellationToken)
    {
        if (!DataProductId.TryParse(name, out var id, out var wrong))
        {
            return CatalogProblems.BadRequest($"name: {wrong}");
        }

        if (await products.FindAsync(new ProductReference(id, null), cancellationToken) is not { } product)
        {
            return CatalogProblems.NoProduct(new ProductReference(id, null));
        }

        var principal = http.User.ToPrincipal();
        if (!IsQueryProxy(principal) && !IsOwnService(principal, id))
        {
            var decision = decisions.Decide(principal, PolicyAction.ReadRaw, product);
            if (!decision.Permit)
            {
                return CatalogProblems.Forbidden($"{id}: {decision.Reason} Rules: {string.Join(", ", decision.RuleIds)}. Ask in SQL or read a port: you get the rows as you may see them.");
            }
        }

        return await find(id, cancellationToken) is { } snapshot
            ? TypedResults.Ok(snapshot)
            : CatalogProblems.Of(StatusCodes.Status404NotFound, ProblemTypes.SnapshotNotFound, $"{id} has no such snapshot.");
    }

    private static async Task<Results<Created<TableSnapshot>, ProblemHttpResult>> CommitAsync(
        string name, TableSnapshot snapshot, HttpContext http, ProductStore products, SnapshotStore store, DomainBuckets buckets,
        CatalogDecisions decisions, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!DataProductId.TryParse(name, out var id, out var wrong) || id != snapshot.Product)
        {
            return CatalogProblems.BadRequest($"product: {wrong ?? $"the snapshot is of {snapshot.Product}, the address of {name}; both must be the same."}");
        }

        var principal = http.User.ToPrincipal();
        if (!IsOwnService(principal, id))
        {
            decisions.Record(principal, AuditActions.Operate, id, permit: false, "Only the product's own service publishes to its table.", []);
            return CatalogProblems.Forbidden($"{id}: only the service of domain \"{id.Domain}\" publishes to its tables.");
        }

        if (await products.FindAsync(new ProductReference(id, null), cancellationToken) is null)
        {
            return CatalogProblems.NoProduct(new ProductReference(id, null));
        }

        if (snapshot.Files.FirstOrDefault(file => !buckets.Contains(id.Domain, file.Path)) is { } outside)
        {
            return CatalogProblems.BadRequest($"files: {outside.Path} does not lie in the bucket of domain {id.Domain}.");
        }

        var parent = await store.CurrentAsync(id, cancellationToken);
        if (parent?.SnapshotId == snapshot.ParentSnapshotId && Misfit(snapshot, parent) is { } misfit)
        {
            return CatalogProblems.BadRequest(misfit);
        }

        return parent?.SnapshotId == snapshot.ParentSnapshotId && await store.CommitAsync(snapshot, time.GetUtcNow(), cancellationToken)
            ? TypedResults.Created($"/products/{id}/snapshots/{snapshot.SnapshotId}", snapshot)
            : CatalogProblems.Of(StatusCodes.Status409Conflict, ProblemTypes.SnapshotConflict, $"parent_snapshot_id: another snapshot of {id} was published first; read the current one and publish on top of it.");
    }

    // What would make the snapshots after it impossible, or drop those before it too early.
    private static string? Misfit(TableSnapshot snapshot, TableSnapshot? parent)
    {
        var expected = (parent?.SequenceNumber ?? 0) + 1;
        return snapshot.SequenceNumber != expected ? $"sequence_number: must be {expected}, one more than the parent's."
            : snapshot.SnapshotId is < 1 or >= 1L << 53 ? "snapshot_id: must be positive and below 2^53, so that every reader of JSON can hold it."
            : null;
    }

    private static bool IsQueryProxy(Principal principal) =>
        principal is { Subject: QueryProxy, Domain: null } && principal.Roles.Contains(MeshRoles.Service, StringComparer.Ordinal);

    private static bool IsOwnService(Principal principal, DataProductId product) =>
        principal.Domain == product.Domain && principal.Roles.Contains(MeshRoles.Service, StringComparer.Ordinal);
}
