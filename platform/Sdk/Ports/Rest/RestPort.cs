using MeshStarter.Contracts;
using MeshStarter.Contracts.Products;
using MeshStarter.DuckDb;
using MeshStarter.Lake.Reading;
using MeshStarter.Sdk.Ports.Table;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MeshStarter.Sdk.Ports.Rest;

/// <summary>Serves the rows of a product's table in pages, filtered by the values of its columns. All pages are of one snapshot.</summary>
internal static class RestPort
{
    public static string Path(ProductMajorVersion product) => $"products/{product.Product.Product}@{product.Major}/rows";

    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/products/{product}/rows", ReadAsync)
        .WithName("ReadRows").WithSummary("A page of rows, filtered by column values").WithTags("ports");

    private static async Task<Results<Ok<RowPage>, ProblemHttpResult>> ReadAsync(
        string product, HttpContext http, PortEnforcementPoint enforcement, OwnTables tables, SnapshotReader snapshots, CancellationToken cancellationToken)
    {
        var (reader, refusal) = enforcement.Enter(http, product, PortType.Rest);
        if (reader is not { Product: var own, Decision: var decision })
        {
            return refusal!;
        }

        var (query, problem) = RestQuery.Read(http.Request.Query, own.Descriptor.Schema);
        if (query is null)
        {
            return PortProblems.BadRequest(problem!);
        }

        using var reading = enforcement.Begin(reader, enforcement.Record(reader), columns: null, cancellationToken);
        var table = RestQuery.NeedsPlaces(own.Descriptor, decision) ? await tables.PlacedAsync(own, query.SnapshotId, cancellationToken)
            : query.SnapshotId is { } pinned ? await tables.AtAsync(own, pinned, cancellationToken)
            : await tables.CurrentAsync(own, cancellationToken);
        if (table is null)
        {
            return NotRetained();
        }

        try
        {
            var rows = await snapshots.RowsAsync(query.Sql(table.Sql, own.Descriptor, decision), reading.Token);
            if (reading.IsRevoked)
            {
                return PortProblems.GrantRevoked;
            }

            var more = rows.Count > query.Limit;
            reading.Finish(Math.Min(rows.Count, query.Limit));
            return TypedResults.Ok(new RowPage(table.Snapshot?.SnapshotId, more ? [.. rows.Take(query.Limit)] : rows, more ? query.Next(table.Snapshot!.SnapshotId) : null));
        }
        catch (OperationCanceledException) when (reading.IsRevoked)
        {
            return PortProblems.GrantRevoked;
        }
        catch (DuckDbException exception) when (exception.Kind == DuckDbErrorKind.Conversion)
        {
            return PortProblems.BadRequest($"{string.Join(", ", query.Filters.Select(filter => filter.Column.Name))}: a value to filter by is not of its column's type.");
        }
    }

    private static ProblemHttpResult NotRetained() => TypedResults.Problem(
        "after: the snapshot that the first page was of is not kept any more; begin again without after.", statusCode: StatusCodes.Status410Gone, type: ProblemTypes.SnapshotNotFound);
}
