using MeshStarter.Contracts;
using MeshStarter.Sdk.Ports;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MeshStarter.Sdk.Quality;

/// <summary>Serves the reports on batches that the catalog does not accept to those who may operate the product.</summary>
internal static class ReportEndpoints
{
    private const int Limit = 200;

    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/products/{product}/reports", ListAsync)
        .WithName("ListFailedReports").WithSummary("Reports on batches that the catalog did not take, with the reason: the newest 200").WithTags("quality");

    private static async Task<Results<Ok<ItemList<FailedReport>>, ProblemHttpResult>> ListAsync(string product, HttpContext http, OperationEnforcementPoint enforcement, WaitingReports reports, CancellationToken cancellationToken)
    {
        var (caller, refusal) = enforcement.Enter(http, product);
        if (caller is null)
        {
            return refusal!;
        }

        await enforcement.RecordAsync(caller, "May see the reports that the catalog did not take.");
        return TypedResults.Ok(new ItemList<FailedReport>(await reports.FailedAsync(caller.Product.Id, Limit, cancellationToken)));
    }
}
