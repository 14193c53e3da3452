using MeshStarter.Catalog.Products;
using MeshStarter.Contracts.Pipelines;
using MeshStarter.Contracts.Products;
using MeshStarter.Platform.Products;
using MeshStarter.Policy.Decisions;
using MeshStarter.ServiceDefaults.Identity;
using MeshStarter.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MeshStarter.Catalog.Pipelines;

/// <summary>
/// Serves the runs of pipelines: windows and states to all who may discover the product, errors and attempts to those who may operate it. A product's own
/// service reports them.
/// </summary>
internal static class PipelineEndpoints
{
    private const int DefaultLimit = 100;
    private const int MaximumLimit = 1_000;
    private const int LongestText = 4_000;
    private const int LongestName = 300;
    private const int MostInputs = 300;

    public static void MapPipelines(this IEndpointRouteBuilder app)
    {
        var runs = app.MapGroup("/pipelines/{product}/runs").WithTags("pipelines");
        runs.MapGet("", ListAsync).WithQueryParameters().WithName("PipelineRuns").WithSummary("Runs of the pipeline that computes a product, the newest first; with ?latest=true the latest of each window");
        runs.MapPost("", ReportAsync).WithName("ReportPipelineRuns").WithSummary("Report the states of runs, as the service of the product");
    }

    private static async Task<Results<Ok<PipelineHistory>, ProblemHttpResult>> ListAsync(
        string product, HttpContext http, RequestedProducts products, PipelineRunStore store, CatalogDecisions decisions, CancellationToken cancellationToken,
        string? status = null, DateTimeOffset? from = null, DateTimeOffset? to = null, bool latest = false, long? after = null, int limit = DefaultLimit)
    {
        RunState state = default;
        if (status is not null && !WireNames.TryParse(status, out state))
        {
            return CatalogProblems.BadRequest($"status: must be one of {string.Join(", ", WireNames.All<RunState>())}.");
        }

        if (limit is < 1 or > MaximumLimit)
        {
            return CatalogProblems.BadRequest($"limit: must be a whole number from 1 to {MaximumLimit}.");
        }

        var found = await products.FindAsync(product, http, cancellationToken);
        var history = await store.FindAsync(
            found.ProductMajorVersion, new RunFilter(status is null ? null : state, from?.ToUniversalTime(), to?.ToUniversalTime(), latest, after), limit, cancellationToken);
        var principal = http.User.ToPrincipal();
        var decision = decisions.Evaluate(principal, PolicyAction.Operate, found);
        if (!decision.Permit)
        {
            var seesCounts = decisions.SeesCounts(decisions.Bundle, principal, found);
            return TypedResults.Ok(history with { Items = [.. history.Items.Select(run => run.ForReaders() with { Rows = seesCounts ? run.Rows : null })] });
        }

        if (history.Items.Any(run => run.Error is not null))
        {
            decisions.Record(principal, PolicyAction.Operate, found.Name, decision);
        }

        return TypedResults.Ok(history);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ReportAsync(
        string product, PipelineReport report, HttpContext http, RequestedProducts products, PipelineRunStore store, CancellationToken cancellationToken)
    {
        var found = await products.FindReportedAsync(product, report.Major, "runs", http, cancellationToken);

        if (Problem(found.Name, report) is { } problem)
        {
            return CatalogProblems.BadRequest(problem);
        }

        await store.AddAsync(found, report, cancellationToken);
        return TypedResults.NoContent();
    }

    private static string? Problem(DataProductId product, PipelineReport report) =>
        report.Runs.Count > PipelineReport.MostRuns ? $"runs: has more than {PipelineReport.MostRuns} runs. Send the others by themselves."
        : report.Runs.Any(run => run.Product != product || run.Major != report.Major) ? $"runs: each must be a run of {product}@{report.Major}."
        : report.Runs.Any(run => run.Window.Length is 0 or > LongestName || run.Cause?.Length > LongestText || run.Error?.Length > LongestText) ? $"runs: window must be a text of 1 to {LongestName} characters, cause and error of at most {LongestText}."
        : report.Runs.Any(run => run.Inputs?.Count > MostInputs) ? $"runs: inputs must be at most {MostInputs}."
        : report.Runs.DistinctBy(run => (run.Window, run.Generation)).Count() < report.Runs.Count ? "runs: a window and generation is there twice."
        : null;
}
