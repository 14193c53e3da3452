using MeshStarter.Contracts.Slo;
using MeshStarter.Sdk.Access;
using MeshStarter.Sdk.Ports;
using MeshStarter.ServiceDefaults.Identity;
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

    private static async Task<Ok<DomainHealth>> ReadAsync(HttpContext http, OwnDomain domain, VisibleOwnProducts products, DataAccess access, ProductHealthReader health, CancellationToken cancellationToken)
    {
        var principal = http.User.ToPrincipal();
        // The id of an event is a value of a row: the catalog names it to those who may read it.
        var namesEvents = domain.IsOwn(http.User) || PlatformServices.Include(principal);
        var visible = products.Visible(http.User).ToList();
        var known = await health.ReadAsync(cancellationToken);
        return TypedResults.Ok(new DomainHealth([.. visible.Select(product => AsSeen(known[product.Id], access.SeesCounts(principal, product), namesEvents))]));
    }

    private static ProductHealth AsSeen(ProductHealth health, bool withCounts, bool withEvents) => health with
    {
        Stores = health.Stores?.Select(store => store with
        {
            Removed = withCounts ? store.Removed : null,
            TotalRemoved = withCounts ? store.TotalRemoved : null,
            LastExpiredEventId = withEvents ? store.LastExpiredEventId : null,
        }).ToList(),
    };
}
