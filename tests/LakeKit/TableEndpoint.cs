using System.Text.Json;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Json;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Operations;
using MeshStarter.Platform.Iceberg.Rest;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MeshStarter.LakeKit;

/// <summary>The part of Iceberg's REST protocol that services of the mesh need of a catalog: load, create and commit.</summary>
public static class TableEndpoint
{
    private const string Tables = "/iceberg/v1/mesh/namespaces/{space}/tables";

    /// <summary>Serves a catalog's tables.</summary>
    /// <param name="app">The server.</param>
    /// <param name="catalog">The catalog.</param>
    public static void MapTables(this IEndpointRouteBuilder app, ITableCatalog catalog)
    {
        app.MapGet(Tables + "/{name}", async (string space, string name, HttpContext http) =>
        {
            if (await catalog.LoadAsync(new TableIdentifier([space], name), http.RequestAborted) is not { } table)
            {
                return Error(StatusCodes.Status404NotFound, "NoSuchTableException", "There is no such table.");
            }

            var answer = Answer(http, table);
            return http.Request.Headers.IfNoneMatch == http.Response.Headers.ETag ? Results.StatusCode(StatusCodes.Status304NotModified) : answer;
        });
        app.MapPost(Tables, async (string space, JsonElement body, HttpContext http) => Answer(http, await catalog.CreateAsync([space], NewTable.Parse(body), http.RequestAborted)));
        app.MapPost(Tables + "/{name}", async (string space, string name, JsonElement body, HttpContext http) =>
        {
            try
            {
                var commit = TableCommit.Parse(body);
                var table = await catalog.CommitAsync(new TableIdentifier([space], name), commit, http.RequestAborted);
                return http.Request.Headers["Prefer"].Contains(CommitReceipt.Preference, StringComparer.Ordinal) && IsIn(table.Metadata, commit) ? Receipt(http, table) : Answer(http, table);
            }
            catch (IcebergConflictException conflict)
            {
                return Error(StatusCodes.Status409Conflict, "CommitFailedException", conflict.Message);
            }
            catch (IcebergException refused)
            {
                return Error(StatusCodes.Status400BadRequest, "BadRequestException", refused.Message);
            }
        });
    }

    // A batch that the table had before is no change.
    private static bool IsIn(TableMetadata table, TableCommit commit) => commit.Updates.OfType<AddSnapshot>().All(added => table.SnapshotById(added.Snapshot.SnapshotId) is not null);

    private static IResult Receipt(HttpContext http, LoadedTable table)
    {
        http.Response.Headers.ETag = TagOf(table);
        http.Response.Headers["Preference-Applied"] = CommitReceipt.Preference;
        var receipt = new CommitReceipt(table.Metadata.MetadataLog[^1].MetadataFile, table.MetadataLocation, table.Metadata.LastUpdatedMs);
        return Results.Bytes(IcebergJson.Write(receipt.WriteTo), "application/json");
    }

    private static string TagOf(LoadedTable table) => $"\"{Path.GetFileName(table.MetadataLocation)}\"";

    private static IResult Answer(HttpContext http, LoadedTable table)
    {
        http.Response.Headers.ETag = TagOf(table);
        var metadata = JsonElement.Parse(table.Metadata.ToUtf8().Span);
        return Results.Json(new Dictionary<string, object>(StringComparer.Ordinal) { ["metadata-location"] = table.MetadataLocation, ["metadata"] = metadata, ["config"] = new Dictionary<string, string>() });
    }

    private static IResult Error(int status, string type, string message) => Results.Json(new { error = new { message, type, code = status } }, statusCode: status);
}
