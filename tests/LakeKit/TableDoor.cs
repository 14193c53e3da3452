using System.Text.Json;
using MeshStarter.Lake.Iceberg;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MeshStarter.LakeKit;

/// <summary>The part of Iceberg's REST protocol that services of the mesh need of a catalog: load, create and commit.</summary>
public static class TableDoor
{
    private const string Tables = "/iceberg/v1/mesh/namespaces/{space}/tables";

    /// <summary>Serves a catalog's tables.</summary>
    /// <param name="app">The server.</param>
    /// <param name="catalog">The catalog.</param>
    public static void MapTables(this IEndpointRouteBuilder app, ITableCatalog catalog)
    {
        app.MapGet(Tables + "/{name}", async (string space, string name, CancellationToken cancellationToken) =>
            await catalog.LoadAsync(new TableIdentifier([space], name), cancellationToken) is { } table ? Answer(table) : Error(StatusCodes.Status404NotFound, "There is no such table."));
        app.MapPost(Tables, async (string space, JsonElement body, CancellationToken cancellationToken) => Answer(await catalog.CreateAsync([space], NewTable.Parse(body), cancellationToken)));
        app.MapPost(Tables + "/{name}", async (string space, string name, JsonElement body, CancellationToken cancellationToken) =>
        {
            try
            {
                return Answer(await catalog.CommitAsync(new TableIdentifier([space], name), TableCommit.Parse(body), cancellationToken));
            }
            catch (IcebergConflictException conflict)
            {
                return Error(StatusCodes.Status409Conflict, conflict.Message);
            }
            catch (IcebergException refused)
            {
                return Error(StatusCodes.Status400BadRequest, refused.Message);
            }
        });
    }

    private static IResult Answer(LoadedTable table)
    {
        var metadata = JsonElement.Parse(table.Metadata.ToUtf8().Span);
        return Results.Json(new Dictionary<string, object>(StringComparer.Ordinal) { ["metadata-location"] = table.MetadataLocation, ["metadata"] = metadata, ["config"] = new Dictionary<string, string>() });
    }

    private static IResult Error(int status, string message) => Results.Json(new { error = new { message, type = "Error", code = status } }, statusCode: status);
}
