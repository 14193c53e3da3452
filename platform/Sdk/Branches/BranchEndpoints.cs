using MeshStarter.Contracts;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Sdk.Ports;
using MeshStarter.Sdk.Publishing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MeshStarter.Sdk.Branches;

/// <summary>The endpoint that publishes a branch, with rows that an owner prepared with another Iceberg client.</summary>
internal static class BranchEndpoints
{
    public static void Map(IEndpointRouteBuilder app) => app.MapPost("/products/{product}/branches/{branch}/publish", PublishAsync)
        .WithName("PublishBranch").WithSummary("Audits the rows that a branch of the product's table adds or changes, and publishes them").WithTags("tables");

    private static async Task<Results<Ok<PublishedBranch>, ProblemHttpResult>> PublishAsync(
        string product, string branch, HttpContext http, VisibleOwnProducts products, BranchPublisher publisher, OperationEnforcementPoint enforcement, CancellationToken cancellationToken)
    {
        var caller = enforcement.EnterTable(http, product);
        var own = products.Find(http.User, product, PortType.Table);
        await enforcement.RecordAsync(caller, $"May publish branch {Quoted.Text(branch)}.");
        try
        {
            var (snapshotId, findings, rows) = await publisher.PublishAsync(own, branch, cancellationToken);
            var results = findings.Select(finding => finding.Result).ToList();
            return results.Exists(result => result.Quarantines)
                ? Refused(ProblemTypes.QualityFailed, $"{own.Id.Reference}: branch {Quoted.Text(branch)} does not pass. {CheckResult.Reasons(results)} Nothing was published; fix the branch and publish it then.")
                : TypedResults.Ok(new PublishedBranch(branch, snapshotId, rows, results));
        }
        catch (ContractViolationException violation)
        {
            return Refused(ProblemTypes.RowInvalid, $"{violation.Message} Nothing was published.");
        }
        catch (IcebergValidationException refused)
        {
            return PortProblems.BadRequest($"{refused.Message} Nothing was published.");
        }
        catch (IcebergConflictException conflict)
        {
            return TypedResults.Problem($"{conflict.Message} Nothing was published.", statusCode: StatusCodes.Status409Conflict, type: ProblemTypes.BranchOvertaken);
        }
    }

    private static ProblemHttpResult Refused(string type, string detail) => TypedResults.Problem(detail, statusCode: StatusCodes.Status422UnprocessableEntity, type: type);
}
