using MeshStarter.Contracts.Slo;
using MeshStarter.Sdk.Ports;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MeshStarter.Sdk.Health;

/// <summary>Serves the health of the domain's products to those who may discover them; the catalog measures availability and freshness by it.</summary>
internal static class ProductHealthEndpoints
{
    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/health/products", ReadAsync)
        .WithName("ProductHealth").WithSummary("Which ports of this domain's products serve, whether the tables can be read, and how long the oldest row waits that readers cannot see yet").WithTags("products");

    private static async Task<Ok<DomainHealth>> ReadAsync(HttpContext http, VisibleOwnProducts products, ProductHealthReader health, CancellationToken cancellationToken)
    {
        var visible = products.Visible(http.User).ToList();
        var known = await health.ReadAsync(cancellationToken);
        return TypedResults.Ok(new DomainHealth([.. visible.Select(product => known[product.Id])]));
    }
}
