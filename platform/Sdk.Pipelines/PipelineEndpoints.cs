using MeshStarter.Contracts.Pipelines;
using MeshStarter.Contracts.Products;
using MeshStarter.Platform.Pipelines.Windows;
using MeshStarter.Sdk.Ports;
using MeshStarter.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MeshStarter.Sdk.Pipelines;

/// <summary>Shows and steers the pipelines of this service, for those who may operate their products.</summary>
internal static class PipelineEndpoints
{
    private const int DefaultLimit = 100;
    private const int MaximumLimit = 1000;
    private const int LongestWait = 60;
    private const string NoPipeline = "has no pipeline: no pipeline.yaml is alongside its descriptor.";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/products/{product}/pipeline", StatusAsync)
            .WithName("ReadPipeline").WithSummary("The next due time, the pause, and the windows of the product's pipeline by the state of their latest run").WithTags("pipelines");
        app.MapPost("/products/{product}/pipeline/pause", (string product, HttpContext http, OperationEnforcementPoint enforcement, OwnPipelines pipelines, PipelineSteering steering, CancellationToken cancellationToken) =>
            PauseAsync(product, pauses: true, http, enforcement, pipelines, steering, cancellationToken))
            .WithName("PausePipeline").WithSummary("Has the windows of the pipeline wait").WithTags("pipelines");
        app.MapPost("/products/{product}/pipeline/resume", (string product, HttpContext http, OperationEnforcementPoint enforcement, OwnPipelines pipelines, PipelineSteering steering, CancellationToken cancellationToken) =>
            PauseAsync(product, pauses: false, http, enforcement, pipelines, steering, cancellationToken))
            .WithName("ResumePipeline").WithSummary("Ends the pause of the pipeline").WithTags("pipelines");
        app.MapPost("/products/{product}/pipeline/backfill", BackfillAsync)
            .WithName("BackfillPipeline").WithSummary("Requests runs of the windows of some local days: all of them, those that failed, or those that are missing").WithTags("pipelines");
        app.MapGet("/products/{product}/runs", ListAsync).WithQueryParameters()
            .WithName("ListRuns").WithSummary("Runs of the pipeline, the newest first").WithTags("pipelines");
        app.MapGet("/products/{product}/runs/{id:long}", FindAsync).WithQueryParameters()
            .WithName("ReadRun").WithSummary("One run; with ?wait= it waits up to so many seconds for its end").WithTags("pipelines");
        app.MapPost("/products/{product}/runs", RunAsync)
            .WithName("RunWindow").WithSummary("Requests a run of a window, whether it ran before or not").WithTags("pipelines");
        app.MapPost("/products/{product}/runs/cancel", CancelAsync)
            .WithName("CancelRuns").WithSummary("Cancels the runs that wait or run, of a window or of all").WithTags("pipelines");
    }

    private static async Task<Ok<PipelineStatus>> StatusAsync(
        string product, HttpContext http, OperationEnforcementPoint enforcement, OwnPipelines pipelines, PipelineSteering steering, CancellationToken cancellationToken)
    {
        var (caller, pipeline) = enforcement.Enter(http, product, pipelines.Find, NoPipeline);
        await enforcement.RecordAsync(caller, "May see how the pipeline is doing.");
        return TypedResults.Ok(await steering.StatusAsync(pipeline, cancellationToken));
    }

    private static async Task<Ok<PipelineStatus>> PauseAsync(
        string product, bool pauses, HttpContext http, OperationEnforcementPoint enforcement, OwnPipelines pipelines, PipelineSteering steering, CancellationToken cancellationToken)
    {
        var (caller, pipeline) = enforcement.Enter(http, product, pipelines.Find, NoPipeline);
        await enforcement.RecordAsync(caller, pauses ? "May pause the pipeline." : "May end the pause of the pipeline.");
        return TypedResults.Ok(await steering.PauseAsync(pipeline, pauses, caller.Principal.Subject, cancellationToken));
    }

    private static async Task<Results<Accepted<BackfillAnswer>, Ok<BackfillAnswer>, ProblemHttpResult>> BackfillAsync(
        string product, BackfillRequest request, HttpContext http, OperationEnforcementPoint enforcement, OwnPipelines pipelines, PipelineSteering steering, TimeProvider time, CancellationToken cancellationToken)
    {
        var (caller, pipeline) = enforcement.Enter(http, product, pipelines.Find, NoPipeline);
        if (RequestProblems.Of(pipeline.Windows, request, time.GetUtcNow()) is { } problem)
        {
            return PortProblems.BadRequest(problem);
        }

        await enforcement.RecordAsync(caller, request.DryRun ? "May count the windows of a backfill." : $"May run the windows from {request.From:yyyy-MM-dd} to {request.To:yyyy-MM-dd}.");
        var answer = await steering.BackfillAsync(pipeline, request, caller.Principal.Subject, cancellationToken);
        return request.DryRun ? TypedResults.Ok(answer) : TypedResults.Accepted($"/products/{product}/runs", answer);
    }

    private static async Task<Results<Ok<PipelineRuns>, ProblemHttpResult>> ListAsync(
        string product, HttpContext http, OperationEnforcementPoint enforcement, OwnPipelines pipelines, PipelineSteering steering, CancellationToken cancellationToken,
        string? status = null, DateTimeOffset? from = null, DateTimeOffset? to = null, string? window = null, long? after = null, int limit = DefaultLimit)
    {
        var (caller, pipeline) = enforcement.Enter(http, product, pipelines.Find, NoPipeline);
        RunState state = default;
        if (status is not null && !WireNames.TryParse(status, out state))
        {
            return PortProblems.BadRequest($"status: must be one of {string.Join(", ", WireNames.All<RunState>())}.");
        }

        if (limit is < 1 or > MaximumLimit)
        {
            return PortProblems.BadRequest($"limit: must be a whole number from 1 to {MaximumLimit}.");
        }

        var (found, unknown) = window is null ? (null, null) : RequestedWindow.Find(pipeline.Windows, window);
        if (unknown is not null)
        {
            return PortProblems.BadRequest(unknown);
        }

        await enforcement.RecordAsync(caller, "May see the runs of the pipeline.");
        return TypedResults.Ok(await steering.ListAsync(pipeline, new RunFilter(status is null ? null : state, from?.ToUniversalTime(), to?.ToUniversalTime(), found?.Name, after), limit, cancellationToken));
    }

    private static async Task<Results<Ok<PipelineRun>, ProblemHttpResult>> FindAsync(
        string product, long id, HttpContext http, OperationEnforcementPoint enforcement, OwnPipelines pipelines, PipelineSteering steering, CancellationToken cancellationToken, int wait = 0)
    {
        var (caller, pipeline) = enforcement.Enter(http, product, pipelines.Find, NoPipeline);
        if (wait is < 0 or > LongestWait)
        {
            return PortProblems.BadRequest($"wait: must be a whole number of seconds from 0 to {LongestWait}.");
        }

        await enforcement.RecordAsync(caller, "May see the runs of the pipeline.");
        return await steering.FindAsync(pipeline, id, TimeSpan.FromSeconds(wait), cancellationToken) is { } run
            ? TypedResults.Ok(run)
            : PortProblems.NotFound($"id: {pipeline.Product.Name} has no run {id}. GET /products/{product}/runs lists them.");
    }

    private static async Task<Results<Accepted<PipelineRun>, ProblemHttpResult>> RunAsync(
        string product, WindowRequest request, HttpContext http, OperationEnforcementPoint enforcement, OwnPipelines pipelines, PipelineSteering steering, TimeProvider time, CancellationToken cancellationToken)
    {
        var (caller, pipeline) = enforcement.Enter(http, product, pipelines.Find, NoPipeline);
        var (window, unknown) = RequestedWindow.Find(pipeline.Windows, request.Window);
        if (window is null)
        {
            return PortProblems.BadRequest(unknown!);
        }

        if (RequestProblems.Of(window, time.GetUtcNow()) is { } problem)
        {
            return PortProblems.BadRequest(problem);
        }

        await enforcement.RecordAsync(caller, $"May run window {window.Name}.");
        var run = await steering.RunAsync(pipeline, window, caller.Principal.Subject, cancellationToken);
        return TypedResults.Accepted($"/products/{product}/runs/{run.Id}", run);
    }

    private static async Task<Results<Ok<CancelledRuns>, ProblemHttpResult>> CancelAsync(
        string product, WindowRequest request, HttpContext http, OperationEnforcementPoint enforcement, OwnPipelines pipelines, PipelineSteering steering, CancellationToken cancellationToken)
    {
        var (caller, pipeline) = enforcement.Enter(http, product, pipelines.Find, NoPipeline);
        var (window, unknown) = request.Window is null ? (null, null) : RequestedWindow.Find(pipeline.Windows, request.Window);
        if (unknown is not null)
        {
            return PortProblems.BadRequest(unknown);
        }

        await enforcement.RecordAsync(caller, window is null ? "May cancel the runs of the pipeline." : $"May cancel the runs of window {window.Name}.");
        return TypedResults.Ok(new CancelledRuns(await steering.CancelAsync(pipeline, window, caller.Principal.Subject, cancellationToken)));
    }
}
