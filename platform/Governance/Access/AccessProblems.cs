using MeshStarter.Contracts;
using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Products;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MeshStarter.Governance.Access;

/// <summary>Problem responses of access requests and grants.</summary>
internal static class AccessProblems
{
    public static ProblemHttpResult Conflict(string detail) => GovernanceProblems.Of(StatusCodes.Status409Conflict, ProblemTypes.AccessConflict, "Not in this state", detail);

    /// <summary>The problem of a request that waits for no decision any more.</summary>
    public static ProblemHttpResult NotOpen(AccessRequest request) => Conflict($"Request {request.Id} is {WireNames.Of(request.State)}: {request.State switch
    {
        AccessState.Lapsed => "its end has passed before it was decided. Ask again: POST /access/requests.",
        AccessState.Withdrawn => "who asked has withdrawn it.",
        _ => "it was decided before.",
    }}");

    /// <summary>The same of a product that there is not and of one that the caller may not discover.</summary>
    public static ProblemHttpResult NoProduct(string product) => GovernanceProblems.Of(
        StatusCodes.Status404NotFound, ProblemTypes.ProductNotFound, "No such product", $"products: there is no product \"{product}\" that you may see; GET /products of the catalog lists those that there are.");

    /// <summary>The same of a request or grant that there is not and of one that the caller may not see.</summary>
    public static ProblemHttpResult None(string what, Guid id) => GovernanceProblems.Of(
        StatusCodes.Status404NotFound, ProblemTypes.NotFound, $"No such {what}", $"There is no {what} {id} that you may see; GET /access/{what}s lists those that there are.");
}
