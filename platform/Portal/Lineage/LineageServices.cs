using MeshStarter.Contracts.Json;
using MeshStarter.Portal.Querying;

namespace MeshStarter.Portal.Lineage;

/// <summary>Adds the lineage page and the data of its picture.</summary>
internal static class LineageServices
{
    public static IHostApplicationBuilder AddLineagePage(this IHostApplicationBuilder builder)
    {
        builder.Services.AddHttpClient<LineageReader>(client => client.Timeout = TimeSpan.FromSeconds(20));
        return builder;
    }

    public static void MapLineageData(this IEndpointRouteBuilder app) => app.MapGet("/data/lineage", DataAsync);

    private static async Task<IResult> DataAsync(
        HttpContext http, LineageReader reader, CancellationToken cancellationToken, string node = "", string direction = "both", int depth = LineageQuery.DefaultDepth, string level = "product", string? cursor = null)
    {
        try
        {
            return Results.Json(await reader.FollowAsync(http.User.Identity!.Name!, new LineageQuery(node, direction, depth, level, cursor), cancellationToken), MeshJson.Options);
        }
        catch (ServiceException failure)
        {
            return Results.Problem(failure.Message, statusCode: failure.Status);
        }
    }
}
