using System.Globalization;
using System.Text.Json;
using MeshStarter.Contracts;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
using MeshStarter.Lake.Reading;
using MeshStarter.Platform.Enforcement.Answers;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.Sdk.Ports.Table;

/// <summary>Serves all rows of a table's current snapshot, or of an older one, as policy lets the reader see them, as JSON lines.</summary>
internal sealed class TablePort(OwnTables tables, SnapshotReader snapshots) : IPort
{
    /// <summary>The response header with the snapshot's id.</summary>
    public const string SnapshotHeader = "Mesh-Snapshot-Id";

    /// <summary>The response header with the names of masked columns; absent when there are none.</summary>
    public const string MaskedHeader = "Mesh-Masked-Columns";

    /// <summary>The value of <see cref="SnapshotHeader"/> before the first publish.</summary>
    public const string NoSnapshot = "none";

    public static PortKind Kind { get; } = new(
        PortType.Table, "table", "ReadTable", "All rows of the current snapshot, or of ?snapshot= or ?as_of=, with all columns or those of ?columns=, a JSON object a line");

    public async Task<IResult> AnswerAsync(PortRequest request, CancellationToken cancellationToken)
    {
        var (own, decision, response) = (request.Product, request.Decision, request.Response);
        var (query, problem) = TableQuery.Read(request.Query, own.Descriptor.Schema);
        if (query is null)
        {
            return PortProblems.BadRequest(problem!);
        }

        using var reading = request.Begin(request.Record(), query.Columns.Count == 0 ? null : query.Columns, cancellationToken);
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

        response.ContentType = "application/x-ndjson";
        response.Headers.CacheControl = "no-store";
        response.Headers[SnapshotHeader] = rows.Snapshot?.SnapshotId.ToString(CultureInfo.InvariantCulture) ?? NoSnapshot;
        if (decision.Masks.Count > 0)
        {
            response.Headers[MaskedHeader] = string.Join(", ", decision.Masks.Keys);
        }

        var visible = decision.VisibleRows(rows.Sql, own.Descriptor.Schema);
        var requested = query.Columns.Count == 0 ? visible : $"SELECT {string.Join(", ", query.Columns.Select(SqlIdentifier.Quote))} FROM ({visible})";
        if (await snapshots.WriteJsonLinesAsync(requested, response.BodyWriter, given => reading.Rows = given, reading.Token))
        {
            reading.Finish(reading.Rows);
        }

        return TypedResults.Empty;
    }

    public async Task EndedAsync(AnswerEnd end, HttpResponse response, CancellationToken cancellationToken)
    {
        if (!response.HasStarted)
        {
            response.Headers.Remove(SnapshotHeader);
            response.Headers.Remove(MaskedHeader);
            return;
        }

        var line = JsonSerializer.SerializeToUtf8Bytes(new { error = new { name = AnswerEnd.Revoked, message = end.Message } }, MeshJson.Options);
        await response.BodyWriter.WriteAsync(line, cancellationToken);
        await response.BodyWriter.WriteAsync("\n"u8.ToArray(), cancellationToken);
    }
}
