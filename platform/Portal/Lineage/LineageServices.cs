using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Lineage;
using MeshStarter.Portal.Querying;

namespace MeshStarter.Portal.Lineage;

/// <summary>Adds the data of the lineage page's picture.</summary>
internal static class LineageServices
{
    public static void MapLineageData(this IEndpointRouteBuilder app) => app.MapGet("/data/lineage", DataAsync);

    private static async Task<IResult> DataAsync(
        HttpContext http, MeshClient mesh, CancellationToken cancellationToken, string node = "", string direction = "both", int depth = LineageQuery.DefaultDepth, string level = "product", string? cursor = null)
    {
        try
        {
            return Results.Json(await mesh.GetAsync<LineagePage>(http.User.Identity!.Name!, MeshClient.Catalog, new LineageQuery(node, direction, depth, level, cursor).OfCatalog, cancellationToken, LineageQuery.Seconds), MeshJson.Options);
        }
        catch (ServiceException failure)
        {
            return Results.Problem(failure.Message, statusCode: failure.Status);
        }
    }
}
