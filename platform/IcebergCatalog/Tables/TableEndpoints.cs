using MeshStarter.Contracts.Products;
using MeshStarter.Platform.Iceberg.Json;
using MeshStarter.Platform.Iceberg.Rest;
using MeshStarter.Platform.IcebergCatalog.Vending;
using MeshStarter.Platform.IcebergCatalog.Wire;
using MeshStarter.Platform.Products;
using MeshStarter.ServiceDefaults.Identity;
using Microsoft.Net.Http.Headers;

namespace MeshStarter.Platform.IcebergCatalog.Tables;

/// <summary>Finding and loading tables.</summary>
internal static class TableEndpoints
{
    public static void MapTables(this IEndpointRouteBuilder catalog)
    {
        catalog.MapGet("namespaces/{ns}/tables", ListAsync).WithName("ListTables").WithSummary("The tables of a namespace that the caller may know of");
        catalog.MapGet("namespaces/{ns}/tables/{table}", LoadAsync).WithName("LoadTable").WithSummary("A table's metadata, to callers who may take its files as they are");
        catalog.MapGet("namespaces/{ns}/tables/{table}/credentials", VendAsync).WithName("LoadCredentials").WithSummary("Credentials for a table's files, to callers who may take them as they are; none where files lie in folders");
        catalog.MapMethods("namespaces/{ns}/tables/{table}", [HttpMethods.Head], ExistsAsync).WithName("TableExists").WithSummary("Whether a table is there");
        catalog.MapPost("namespaces/{ns}/tables/{table}/metrics", ReportAsync).WithName("ReportMetrics").WithSummary("Take a client's report of a scan or commit");
    }

    private static async Task<IResult> ListAsync(HttpContext http, TableReads reads, CancellationToken cancellationToken)
    {
        var page = Page.Of(http);
        return page.Answer("identifiers", await reads.ListAsync(http.User.ToPrincipal(), RequestPath.Namespace(http), cancellationToken), static table => table.Name, static (table, json) => table.WriteTo(json));
    }

    private static async Task<IResult> LoadAsync(HttpContext http, TableReads reads, CommitQueue queue, CredentialVendor vendor, CatalogDecisions decisions, CancellationToken cancellationToken)
    {
        var mode = http.Request.Query["snapshots"].ToString() switch
        {
            "" or "all" => SnapshotMode.All,
            "refs" => SnapshotMode.Refs,
            var other => throw IcebergRefusedException.BadRequest($"snapshots: \"{other}\" is neither all nor refs."),
        };
        var caller = http.User.ToPrincipal();
        var reservation = await queue.ReserveAsync(caller, RequestPath.Table(http), cancellationToken);
        var (target, table) = await reads.LoadAsync(caller, RequestPath.Table(http), cancellationToken);
        reservation?.LoadedFrom = table.MetadataLocation;
        if (target is { Product: { } product, Revision: { } revision })
        {
            http.Response.Headers[ProductRevision.Header] = ProductRevisions.Of(product, revision, decisions.Bundle);
        }

        if (AccessDelegation.WantsCredentials(http.Request) && await vendor.VendAsync(caller, target, table.Metadata.Location, cancellationToken) is { } vended)
        {
            // A client that requests credentials needs them, whether the table changed or not.
            return table.ToAnswer(mode, vended);
        }

        if (!Knows(http, table.EntityTag(mode)))
        {
            return table.ToAnswer(mode);
        }

        http.Response.Headers.ETag = table.EntityTag(mode);
        return TypedResults.StatusCode(StatusCodes.Status304NotModified);
    }

    private static async Task<IResult> VendAsync(HttpContext http, TableReads reads, CredentialVendor vendor, CancellationToken cancellationToken)
    {
        var caller = http.User.ToPrincipal();
        var (target, table) = await reads.LoadAsync(caller, RequestPath.Table(http), cancellationToken);
        var vended = await vendor.VendAsync(caller, target, table.Metadata.Location, cancellationToken);
        var body = IcebergJson.Write(json =>
        {
            json.WriteStartObject();
            TableCredentials.WriteTo(json, vended);
            json.WriteEndObject();
        });
        return new JsonAnswer(StatusCodes.Status200OK, body) { IsSecret = true };
    }

    private static async Task<IResult> ExistsAsync(HttpContext http, TableReads reads, CancellationToken cancellationToken)
    {
        await reads.FindAsync(http.User.ToPrincipal(), RequestPath.Table(http), cancellationToken);
        return TypedResults.NoContent();
    }

    // Clients send it after each scan and give up when it is not taken; nothing here uses it yet.
    private static async Task<IResult> ReportAsync(HttpContext http, TableReads reads, CancellationToken cancellationToken)
    {
        await reads.FindAsync(http.User.ToPrincipal(), RequestPath.Table(http), cancellationToken);
        return TypedResults.NoContent();
    }

    private static bool Knows(HttpContext http, string entityTag) =>
        EntityTagHeaderValue.TryParseList([.. http.Request.Headers.IfNoneMatch.OfType<string>()], out var known)
        && known.Any(tag => tag.Compare(new EntityTagHeaderValue(entityTag), useStrongComparison: false));
}
