using MeshStarter.Contracts;
using MeshStarter.Sdk.Access;
using MeshStarter.Sdk.Ports;
using MeshStarter.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MeshStarter.Sdk.Quality;

/// <summary>Serves the batches that checks quarantined to the domain that must fix them.</summary>
internal static class QuarantineEndpoints
{
    private const int DefaultLimit = 20;
    private const int MaximumLimit = 200;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/products/{product}/quarantine", ListAsync)
            .WithName("ListQuarantine").WithSummary("Batches that a check quarantined, with reasons and a few rows").WithTags("quality").RequireOwnDomain();
        app.MapPost("/products/{product}/quarantine/{batchId}/replay", ReplayAsync)
            .WithName("ReplayBatch").WithSummary("Publishes a batch that was quarantined, if its checks now let it pass").WithTags("quality").RequireOwnDomain();
    }

    private static async Task<Results<Ok<QuarantinedBatches>, ProblemHttpResult>> ListAsync(
        string product, HttpContext http, VisibleOwnProducts products, QuarantineStore store, CancellationToken cancellationToken, long? after = null, int limit = DefaultLimit)
    {
        var (own, notServed) = products.FindTable(http.User, product);
        if (own is null)
        {
            return notServed!;
        }

        if (limit is < 1 or > MaximumLimit)
        {
            return PortProblems.BadRequest($"limit: must be a whole number from 1 to {MaximumLimit}.");
        }

        var batches = await store.ListAsync(own.Id, after, limit + 1, cancellationToken);
        return TypedResults.Ok(batches.Count > limit ? new QuarantinedBatches([.. batches.Take(limit)], batches[limit - 1].Id) : new QuarantinedBatches(batches, null));
    }

    private static async Task<Results<Ok<QuarantinedBatch>, ProblemHttpResult>> ReplayAsync(
        string product, string batchId, HttpContext http, VisibleOwnProducts products, QuarantineStore store, BatchReplay replay, DataAccess access, CancellationToken cancellationToken)
    {
        var (own, notServed) = products.FindTable(http.User, product);
        if (own is null)
        {
            return notServed!;
        }

        if (await store.FindAsync(own.Id, batchId, cancellationToken) is not { } batch)
        {
            return TypedResults.Problem(
                $"batch: {own.Name} has no batch {Quoted.Text(batchId)} that was quarantined. GET /products/{product}/quarantine lists those that were.",
                statusCode: StatusCodes.Status404NotFound,
                type: ProblemTypes.NotFound);
        }

        if (batch is { FirstPosition: null, ReplayedAt: null })
        {
            return TypedResults.Problem(
                $"{own.Name}: batch {batch.BatchId} was published as a whole, and its rows are not kept here. Fix what is wrong, and have them published again by this id.",
                statusCode: StatusCodes.Status422UnprocessableEntity,
                type: ProblemTypes.QualityFailed);
        }

        await access.RecordOperationAsync(http.User.ToPrincipal(), own, $"May replay batch {batch.BatchId}.");
        var after = await replay.RunAsync(own, batch, cancellationToken);
        return after.ReplayedAt is null
            ? TypedResults.Problem(
                $"{own.Name}: batch {batch.BatchId} does not pass yet. {string.Join(" ", after.Results.Where(result => result.Quarantines).Select(result => $"{result.Check.Kind}: {result.Reason}"))} Fix what is wrong, for instance by emitting the rows again, and replay it then.",
                statusCode: StatusCodes.Status422UnprocessableEntity,
                type: ProblemTypes.QualityFailed)
            : TypedResults.Ok(after);
    }
}
