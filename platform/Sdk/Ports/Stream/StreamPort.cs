using MeshStarter.Contracts;
using MeshStarter.Policy;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Registration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MeshStarter.Sdk.Ports.Stream;

/// <summary>Step 3: serves a product's outbox as an HTTP feed of CloudEvents with long polling (http-feeds.org).</summary>
internal static class StreamPort
{
    public static string Path(ProductMajor product) => $"products/{product.Product.Product}@{product.Major}/events";

    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/products/{product}/events", ReadAsync)
        .WithName("ReadStream").WithSummary("Events of a product after lastEventId, oldest first").WithTags("ports");

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> ReadAsync(
        string product, HttpContext http, PortDoor door, OutboxStore outbox, OutboxSignal signal, SchemaAddresses schemas, TimeProvider time, CancellationToken cancellationToken)
    {
        var (reader, refusal) = door.Enter(http, product, PortType.Stream);
        if (reader is not { Product: var own, Decision: var decision })
        {
            return refusal!;
        }

        var (query, problem) = FeedQuery.Read(http.Request.Query);
        if (query is null)
        {
            return PortProblems.BadRequest(problem!);
        }

        // A reader who was further than this feed is would else wait in silence and then miss what comes.
        if (query.Last is { } last && !await outbox.KnowsAsync(own.Id, last, cancellationToken))
        {
            return PortProblems.BadRequest(FeedQuery.UnknownEvent);
        }

        var events = await WaitAsync(own, query, decision, outbox, signal, schemas, time, cancellationToken);
        if (events.Count > 0)
        {
            door.Record(reader);
        }

        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Bytes(CloudEventBatch.Serialize(events), CloudEvent.BatchContentType);
    }

    // An empty answer means that the feed ends here: events that the reader may not see are passed over, not answered as none.
    private static async Task<IReadOnlyList<CloudEvent>> WaitAsync(
        OwnProduct product, FeedQuery query, PolicyDecision decision, OutboxStore outbox, OutboxSignal signal, SchemaAddresses schemas, TimeProvider time, CancellationToken cancellationToken)
    {
        var (after, since) = (query.After, time.GetTimestamp());
        var form = new EventForm(product, decision);
        while (true)
        {
            var next = signal.Next;
            var entries = await outbox.ReadAsync(product.Id, after, query.Limit, cancellationToken);
            var addresses = await schemas.FindAsync(entries.Select(entry => entry.SchemaGuid).OfType<Guid>(), cancellationToken);
            List<CloudEvent> visible = [.. entries.Select(entry => form.Of(entry, addresses)).OfType<CloudEvent>()];
            if (visible.Count > 0)
            {
                return visible;
            }

            if (entries.Count > 0)
            {
                after = entries[^1].Position;
                continue;
            }

            var left = query.Wait - time.GetElapsedTime(since);
            if (left <= TimeSpan.Zero)
            {
                return [];
            }

            await Task.WhenAny(next, Task.Delay(left, time, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }
    }
}
