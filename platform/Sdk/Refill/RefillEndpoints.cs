using MeshStarter.Sdk.Ports;
using MeshStarter.Sdk.Products;
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
        var (caller, refusal) = enforcement.Enter(http, product);
        if (caller is null)
        {
            return refusal!;
        }

        var own = caller.Product;
        var newest = products.All.Where(other => other.Name == own.Name).Max(other => other.Id.Major);
        if (own.Id.Major != newest)
        {
            return PortProblems.BadRequest($"product: {own.Id.Reference} is not the newest major version of {own.Name}, to which its rows are emitted. Refill {own.Name}@{newest}.");
        }

        if (refills.FirstOrDefault(known => known.Product == own.Name.Product) is not { } refill)
        {
            return PortProblems.NotFound($"product: {own.Name} cannot be refilled: its domain offers no {nameof(IRefill)} for it. Implement one, and add it in Program.cs with AddRefill.");
        }

        await enforcement.RecordAsync(caller, "May emit the product's current rows again.");
        var progress = await run.RunAsync(own, refill, cancellationToken);
        return progress.IsComplete ? TypedResults.Ok(progress) : TypedResults.Accepted((string?)null, progress);
    }
}
