using System.Text.Json;
using System.Text.Json.Nodes;
using MeshStarter.Contracts;
using MeshStarter.Policy;
using MeshStarter.Sdk.Access;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Products;
using MeshStarter.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MeshStarter.Sdk.Ports.Stream;

/// <summary>Step 3: serves a product's outbox as an HTTP feed of CloudEvents with long polling (http-feeds.org).</summary>
internal static class StreamPort
{
    public static string Path(DataProductId product) => $"products/{product.Product}/events";

    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/products/{product}/events", ReadAsync)
        .WithName("ReadStream").WithSummary("Events of a product after lastEventId, oldest first").WithTags("ports");

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> ReadAsync(
        string product, HttpContext http, OwnProducts products, DataAccess access, OutboxStore outbox, OutboxSignal signal, TimeProvider time, CancellationToken cancellationToken)
    {
        if (products.Find(product, PortType.Stream) is not { } own)
        {
            return PortProblems.NoPort(product, PortType.Stream, products);
        }

        var (query, problem) = FeedQuery.Read(http.Request.Query);
        if (query is null)
        {
            return PortProblems.BadRequest(problem!);
        }

        // Step 9: decide
        var principal = http.User.ToPrincipal();
        var decision = access.Decide(principal, own);
        if (!decision.Permit || decision.RowFilters.Count > 0)
        {
            access.Record(principal, own, decision);
            return decision.Permit
                ? TypedResults.Problem($"{own.Name}: you may see some rows only, which a stream cannot serve; read the table port or ask in SQL.", statusCode: StatusCodes.Status403Forbidden, type: ProblemTypes.Forbidden)
                : PortProblems.Denied(own, decision);
        }

        var events = await WaitAsync(own.Name, query, outbox, signal, time, cancellationToken);
        if (events.Count > 0)
        {
            access.Record(principal, own, decision);
        }

        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Bytes(
            CloudEventBatch.Serialize([.. events.Select(entry => Event(own, entry, decision))]), CloudEvent.BatchContentType);
    }

    private static async Task<IReadOnlyList<OutboxEvent>> WaitAsync(
        DataProductId product, FeedQuery query, OutboxStore outbox, OutboxSignal signal, TimeProvider time, CancellationToken cancellationToken)
    {
        var until = time.GetTimestamp();
        while (true)
        {
            var next = signal.Next;
            var events = await outbox.ReadAsync(product, query.After, query.Limit, cancellationToken);
            var left = query.Wait - time.GetElapsedTime(until);
            if (events.Count > 0 || left <= TimeSpan.Zero)
            {
                return events;
            }

            await Task.WhenAny(next, Task.Delay(left, time, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private static CloudEvent Event(OwnProduct product, OutboxEvent entry, PolicyDecision decision) => new()
    {
        Id = new FeedPosition(entry.Position, entry.EventId).ToString(),
        Source = $"/{product.Name.Domain}/{product.Name.Product}",
        Type = $"{product.Name}.v{product.Descriptor.Version.Major}",
        Subject = entry.Subject,
        Time = entry.OccurredAt,
        DataContentType = "application/json",
        Data = Masked(product, entry.Data, decision),
    };

    private static JsonElement Masked(OwnProduct product, string data, PolicyDecision decision)
    {
        if (decision.Masks.Count == 0)
        {
            return JsonElement.Parse(data);
        }

        var row = JsonNode.Parse(data)!.AsObject();
        foreach (var column in product.Descriptor.Schema)
        {
            if (decision.Masks.TryGetValue(column.Name, out var mask))
            {
                var value = row[column.Name];
                row.Remove(column.Name);
                row[column.Name] = mask.Apply(value, column.Type);
            }
        }

        return JsonSerializer.SerializeToElement(row, MeshJson.Options);
    }
}
