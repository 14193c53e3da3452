using MeshStarter.Contracts;
using MeshStarter.Sdk.Ports;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MeshStarter.Sdk.Deletes;

/// <summary>Expires the history of a product's table at once, for those who may operate it, and answers when it has taken effect.</summary>
internal static class HistoryEndpoints
{
    public static void Map(IEndpointRouteBuilder app) => app.MapPost("/products/{product}/history/expire", ExpireAsync)
        .WithName("ExpireHistory").WithSummary("Rewrites the files that have deleted rows, and expires every state of the table but the current one").WithTags("tables");

    private static async Task<Results<Ok<ExpiredHistory>, Accepted<ExpiredHistory>, ProblemHttpResult>> ExpireAsync(
        string product, HttpContext http, OperationEnforcementPoint enforcement, HistoryExpiry expiry, CancellationToken cancellationToken)
    {
        var caller = enforcement.EnterTable(http, product);
        await enforcement.RecordAsync(caller, "May expire the history of the product's table.");
        return await expiry.RunAsync(caller.Product, cancellationToken) switch
        {
            null => TypedResults.Problem(
                $"{caller.Product.Id.Reference}: deletes wait to be published, or there is no table yet. Try again in a moment; GET /products/{product}/publishing says what is the matter.",
                statusCode: StatusCodes.Status503ServiceUnavailable,
                type: ProblemTypes.Unavailable),
            { ExpiredAt: null } requested => TypedResults.Accepted((string?)null, requested),
            var expired => TypedResults.Ok(expired),
        };
    }
}
