using MeshStarter.Sdk.Access;
using MeshStarter.Sdk.Products;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MeshStarter.Sdk.Ports.Table;

/// <summary>Whether a product's rows reach its table, and if not why, for the domain that must mend it.</summary>
internal static class PublishingEndpoints
{
    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/products/{product}/publishing", FindAsync)
        .WithName("ProductPublishing").WithSummary("Whether a product's rows reach its table, and if not since when and why").WithTags("quality").RequireOwnDomain();

    private static async Task<Results<Ok<PublishingStatus>, ProblemHttpResult>> FindAsync(string product, OwnProducts products, OwnMajors majors, PublishingFailures failures, CancellationToken cancellationToken)
    {
        var (own, notServed) = PortProduct.Find(product, Contracts.PortType.Table, products, majors);
        return own is null
            ? notServed!
            : TypedResults.Ok(new PublishingStatus(own.Name, own.Id.Major, await failures.FindAsync(own.Id, cancellationToken)));
    }
}
