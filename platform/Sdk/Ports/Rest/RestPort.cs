using MeshStarter.Contracts;
using MeshStarter.Contracts.Products;
using MeshStarter.DuckDb;
using MeshStarter.Lake.Reading;
using MeshStarter.Sdk.Ports.Table;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MeshStarter.Sdk.Ports.Rest;

/// <summary>Serves the rows of a product's table in pages, filtered by the values of its columns. All pages are of one snapshot.</summary>
internal sealed class RestPort(OwnTables tables, SnapshotReader snapshots) : IPort
{
    public static PortKind Kind { get; } = new(PortType.Rest, "rows", "ReadRows", "A page of rows, filtered by column values") { HasObligations = false };

    public async Task<IResult> AnswerAsync(PortRequest request, CancellationToken cancellationToken)
    {
        var (own, decision) = (request.Product, request.Decision);
        var (query, problem) = RestQuery.Read(request.Query, own.Descriptor.Schema);
        if (query is null)
        {
            return PortProblems.BadRequest(problem!);
        }

        using var reading = request.Begin(request.Record(), columns: null, cancellationToken);
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
            reading.ThrowIfEnded();
            var more = rows.Count > query.Limit;
            reading.Finish(Math.Min(rows.Count, query.Limit));
            return TypedResults.Ok(new RowPage(table.Snapshot?.SnapshotId, more ? [.. rows.Take(query.Limit)] : rows, more ? query.Next(table.Snapshot!.SnapshotId) : null));
        }
        catch (DuckDbException exception) when (exception.Kind == DuckDbErrorKind.Conversion && query.CastProblem is not null)
        {
            return PortProblems.BadRequest(query.CastProblem!);
        }
    }

    private static ProblemHttpResult NotRetained() => TypedResults.Problem(
        "after: the snapshot that the first page was of is not kept any more; begin again without after.", statusCode: StatusCodes.Status410Gone, type: ProblemTypes.SnapshotNotFound);
}
