using System.Globalization;
using System.Text.Json;
using MeshStarter.Contracts;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
using MeshStarter.Lake.Reading;
using MeshStarter.Platform.Enforcement.Answers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MeshStarter.Sdk.Ports.Table;

/// <summary>Serves all rows of a table's current snapshot, or of an older one, as policy lets the reader see them, as JSON lines.</summary>
internal static class TablePort
{
    /// <summary>The response header with the snapshot's id.</summary>
    public const string SnapshotHeader = "Mesh-Snapshot-Id";

    /// <summary>The response header with the names of masked columns; absent when there are none.</summary>
    public const string MaskedHeader = "Mesh-Masked-Columns";

    /// <summary>The value of <see cref="SnapshotHeader"/> before the first publish.</summary>
    public const string NoSnapshot = "none";

    public static string Path(ProductMajorVersion product) => $"products/{product.Product.Product}@{product.Major}/table";

    public static void Map(IEndpointRouteBuilder app)
    {
        const string Pattern = "/products/{product}/table";
        app.MapGet(Pattern, ReadAsync)
            .WithName("ReadTable").WithSummary("All rows of the current snapshot, or of ?snapshot= or ?as_of=, with all columns or those of ?columns=, a JSON object a line").WithTags("ports");
        PortObligations.Map(app, Pattern, PortType.Table);
    }

    private static async Task<Results<EmptyHttpResult, ProblemHttpResult>> ReadAsync(
        string product, HttpContext http, PortEnforcementPoint enforcement, OwnTables tables, SnapshotReader snapshots, CancellationToken cancellationToken)
    {
        var (reader, refusal) = enforcement.Enter(http, product, PortType.Table);
        if (reader is not { Product: var own, Decision: var decision })
        {
            return refusal!;
        }

        var (query, problem) = TableQuery.Read(http.Request.Query, own.Descriptor.Schema);
        if (query is null)
        {
            return PortProblems.BadRequest(problem!);
        }

        using var reading = enforcement.Begin(reader, enforcement.Record(reader), query.Columns.Count == 0 ? null : query.Columns, cancellationToken);
        var rows = query switch
        {
            { SnapshotId: { } id } => await tables.AtAsync(own, id, cancellationToken),
            { AsOf: { } time } => await tables.AsOfAsync(own, time, cancellationToken),
            _ => await tables.CurrentAsync(own, cancellationToken),
        };
        if (rows is null)
        {
            return TypedResults.Problem(
                $"{query}: {own.Name} has no such state: it is not kept any more, or never was. Read the current one, or an older one of the product's $snapshots.",
                statusCode: StatusCodes.Status410Gone,
                type: ProblemTypes.SnapshotNotFound);
        }

        http.Response.ContentType = "application/x-ndjson";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers[SnapshotHeader] = rows.Snapshot?.SnapshotId.ToString(CultureInfo.InvariantCulture) ?? NoSnapshot;
        if (decision.Masks.Count > 0)
        {
            http.Response.Headers[MaskedHeader] = string.Join(", ", decision.Masks.Keys);
        }

        var visible = decision.VisibleRows(rows.Sql, own.Descriptor.Schema);
        var requested = query.Columns.Count == 0 ? visible : $"SELECT {string.Join(", ", query.Columns.Select(SqlIdentifier.Quote))} FROM ({visible})";
        try
        {
            if (await snapshots.WriteJsonLinesAsync(requested, http.Response.BodyWriter, given => reading.Rows = given, reading.Token))
            {
                reading.Finish(reading.Rows);
            }

            return TypedResults.Empty;
        }
        catch (OperationCanceledException) when (reading.IsRevoked)
        {
            return await EndAsync(http, cancellationToken);
        }
    }

    // The rows that were sent cannot be called back. The answer has no end, so no client takes it for whole.
    private static async Task<Results<EmptyHttpResult, ProblemHttpResult>> EndAsync(HttpContext http, CancellationToken cancellationToken)
    {
        if (!http.Response.HasStarted)
        {
            http.Response.Headers.Remove(SnapshotHeader);
            http.Response.Headers.Remove(MaskedHeader);
            return PortProblems.GrantRevoked;
        }

        var line = JsonSerializer.SerializeToUtf8Bytes(new { error = new { name = GrantWatch.Revoked, message = GrantWatch.Reason } }, MeshJson.Options);
        await http.Response.BodyWriter.WriteAsync(line, cancellationToken);
        await http.Response.BodyWriter.WriteAsync("\n"u8.ToArray(), cancellationToken);
        http.Abort();
        return TypedResults.Empty;
    }
}
