using MeshStarter.Contracts;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;
using MeshStarter.Contracts.Registration;
using MeshStarter.Sdk.Ports;
using MeshStarter.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MeshStarter.Sdk.Quality;

/// <summary>Serves the batches that checks quarantined, and the reports on them that the catalog does not accept, to those who may operate the product.</summary>
internal static class QuarantineEndpoints
{
    private const int DefaultLimit = 20;
    private const int MaximumLimit = 200;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/products/{product}/quarantine", ListAsync).WithQueryParameters()
            .WithName("ListQuarantine").WithSummary("Batches that a check quarantined, with reasons and a few rows").WithTags("quality");
        app.MapPost("/products/{product}/quarantine/{batchId}/replay", ReplayAsync)
            .WithName("ReplayBatch").WithSummary("Publishes a batch that was quarantined, if its checks now let it pass").WithTags("quality");
        app.MapGet("/products/{product}/reports", ListReportsAsync)
            .WithName("ListFailedReports").WithSummary("Reports on batches that the catalog did not take, with the reason: the newest 200").WithTags("quality");
    }

    private static async Task<Results<Ok<QuarantinedBatches>, ProblemHttpResult>> ListAsync(
        string product, HttpContext http, OperationEnforcementPoint enforcement, QuarantineStore store, CancellationToken cancellationToken, long? after = null, int limit = DefaultLimit)
    {
        var caller = enforcement.EnterTable(http, product);
        if (limit is < 1 or > MaximumLimit)
        {
            return PortProblems.BadRequest($"limit: must be a whole number from 1 to {MaximumLimit}.");
        }

        await enforcement.RecordAsync(caller, "May see the quarantined batches.");
        IReadOnlyList<QuarantinedBatch> batches = [.. (await store.ListAsync(caller.Product.Id, after, limit + 1, cancellationToken)).Select(batch => OperationEnforcementPoint.Visible(caller, batch))];
        return TypedResults.Ok(batches.Count > limit ? new QuarantinedBatches([.. batches.Take(limit)], batches[limit - 1].Id) : new QuarantinedBatches(batches, null));
    }

    private static async Task<Results<Ok<QuarantinedBatch>, ProblemHttpResult>> ReplayAsync(
        string product, string batchId, HttpContext http, OperationEnforcementPoint enforcement, QuarantineStore store, BatchReplay replay, CancellationToken cancellationToken)
    {
        var caller = enforcement.EnterTable(http, product);
        var own = caller.Product;
        if (await store.FindAsync(own.Id, batchId, cancellationToken) is not { } batch)
        {
            return PortProblems.NotFound($"batch: {own.Name} has no batch {Quoted.Text(batchId)} that was quarantined. GET /products/{product}/quarantine lists those that were.");
        }

        if (batch is { FirstPosition: null, ReplayedAt: null })
        {
            return TypedResults.Problem(
                $"{own.Name}: batch {batch.BatchId} was published as a whole, and its rows are not kept here. {(own.HasPipeline ? "Fix what is wrong, and run the window again." : "Fix what is wrong, and have them published again by this id.")}",
                statusCode: StatusCodes.Status422UnprocessableEntity,
                type: ProblemTypes.QualityFailed);
        }

        await enforcement.RecordAsync(caller, $"May replay batch {batch.BatchId}.");
        var after = await replay.RunAsync(own, batch, cancellationToken);
        return after.ReplayedAt is null
            ? TypedResults.Problem(
                $"{own.Name}: batch {batch.BatchId} does not pass yet. {CheckResult.Reasons(after.Results)} Fix what is wrong, for instance by emitting the rows again, and replay it then.",
                statusCode: StatusCodes.Status422UnprocessableEntity,
                type: ProblemTypes.QualityFailed)
            : TypedResults.Ok(OperationEnforcementPoint.Visible(caller, after));
    }

    private static async Task<Ok<ItemList<FailedReport>>> ListReportsAsync(string product, HttpContext http, OperationEnforcementPoint enforcement, WaitingReports reports, CancellationToken cancellationToken)
    {
        var caller = enforcement.EnterTable(http, product);
        await enforcement.RecordAsync(caller, "May see the reports that the catalog did not take.");
        return TypedResults.Ok(new ItemList<FailedReport>(await reports.FailedAsync(caller.Product.Id, MaximumLimit, cancellationToken)));
    }
}
