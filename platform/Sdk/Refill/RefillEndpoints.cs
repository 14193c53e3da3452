using MeshStarter.Contracts;
using MeshStarter.Sdk.Ports;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Publishing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MeshStarter.Sdk.Refill;

/// <summary>Emits the current rows of a product again, for those who may operate it.</summary>
internal static class RefillEndpoints
{
    public static void Map(IEndpointRouteBuilder app) => app.MapPost("/products/{product}/refill", RunAsync)
        .WithName("RefillProduct").WithSummary("Emits the current rows of the product again, where the domain offers it; 202 while there are further rows, and the next call goes on").WithTags("products");

    private static async Task<Results<Ok<RefillProgress>, Accepted<RefillProgress>, ProblemHttpResult>> RunAsync(
        string product, HttpContext http, OperationEnforcementPoint enforcement, OwnProducts products, IEnumerable<IRefill> refills, RefillRun run, CancellationToken cancellationToken)
    {
        var caller = enforcement.Enter(http, product);
        var own = caller.Product;
        var newest = products.All.Where(other => other.Name == own.Name).Max(other => other.Id.Major);
        if (own.Id.Major != newest)
        {
            return PortProblems.BadRequest($"product: {own.Id.Reference} is not the newest major version of {own.Name}, to which its rows are emitted. Refill {own.Name}@{newest}.");
        }

        if (Find(own, refills) is not { } refill)
        {
            return PortProblems.NotFound($"product: {own.Id.Reference} cannot be refilled: its domain offers no {nameof(IRefill)} for this major version. Implement one, and add it in Program.cs with AddRefill.");
        }

        await enforcement.RecordAsync(caller, "May emit the product's current rows again.");
        try
        {
            var progress = await run.RunAsync(own, refill, cancellationToken);
            return progress.IsComplete ? TypedResults.Ok(progress) : TypedResults.Accepted((string?)null, progress);
        }
        catch (ContractViolationException violation)
        {
            return TypedResults.Problem(
                $"{violation.Message} Nothing of its page was emitted. Correct the row in the domain, and refill again: that goes on with this page.",
                statusCode: StatusCodes.Status422UnprocessableEntity, type: ProblemTypes.RowInvalid);
        }
    }

    /// <summary>Finds the refill of a product's newest major version: one that names it, else one of the product's plain name.</summary>
    internal static IRefill? Find(OwnProduct newest, IEnumerable<IRefill> refills)
    {
        var named = refills.ToLookup(refill => refill.Product, StringComparer.Ordinal);
        return named[$"{newest.Name.Product}@{newest.Id.Major}"].FirstOrDefault() ?? named[newest.Name.Product].FirstOrDefault();
    }
}
