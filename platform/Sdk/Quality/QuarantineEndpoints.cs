using MeshStarter.Contracts;
using MeshStarter.Sdk.Access;
using MeshStarter.Sdk.Ports;
using MeshStarter.Sdk.Products;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MeshStarter.Sdk.Quality;

/// <summary>The batches that checks kept from readers, for the domain that must mend them.</summary>
internal static class QuarantineEndpoints
{
    private const int DefaultLimit = 20;
    private const int MaximumLimit = 200;

    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/products/{product}/quarantine", ListAsync)
        .WithName("ListQuarantine").WithSummary("Batches that a check kept from readers, with reasons and a few rows").WithTags("quality").RequireOwnDomain();

    private static async Task<Results<Ok<QuarantinePage>, ProblemHttpResult>> ListAsync(
        string product, OwnProducts products, QuarantineStore store, CancellationToken cancellationToken, long? after = null, int limit = DefaultLimit)
    {
        if (products.Find(product, PortType.Table) is not { } own)
        {
            return PortProblems.NoPort(product, PortType.Table, products);
        }

        if (limit is < 1 or > MaximumLimit)
        {
            return PortProblems.BadRequest($"limit: must be a whole number from 1 to {MaximumLimit}.");
        }

        var batches = await store.ListAsync(own.Name, after, limit + 1, cancellationToken);
        return TypedResults.Ok(batches.Count > limit ? new QuarantinePage([.. batches.Take(limit)], batches[limit - 1].Id) : new QuarantinePage(batches, null));
    }
}
