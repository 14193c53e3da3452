using MeshStarter.Contracts.Events;
using MeshStarter.Contracts.Products;
using MeshStarter.Platform.Enforcement.Pseudonyms;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Registration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MeshStarter.Sdk.Ports.Stream;

/// <summary>Step 3: serves a product's outbox as an HTTP feed of CloudEvents with long polling (http-feeds.org).</summary>
internal static class StreamPort
{
    public static string Path(ProductMajorVersion product) => $"products/{product.Product.Product}@{product.Major}/events";

    public static void Map(IEndpointRouteBuilder app)
    {
        const string Pattern = "/products/{product}/events";
        app.MapGet(Pattern, ReadAsync)
            .WithName("ReadStream").WithSummary("Events of a product after lastEventId, oldest first").WithTags("ports");
        PortObligations.Map(app, Pattern, PortType.Stream);
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> ReadAsync(
        string product, HttpContext http, PortEnforcementPoint enforcement, OutboxStore outbox, OutboxSignal signal, SchemaAddresses schemas, PseudonymKeys keys, TimeProvider time, CancellationToken cancellationToken)
    {
        var (reader, refusal) = enforcement.Enter(http, product, PortType.Stream);
        if (reader is not { Product: var own })
        {
            return refusal!;
        }

        var (query, problem) = FeedQuery.Read(http.Request.Query);
        if (query is null)
        {
            return PortProblems.BadRequest(problem!);
        }

        // A reader that is ahead of this feed would otherwise wait without an error and then miss events, and so would one that is behind it miss those that
        // are gone. From the start a reader gets what there is.
        var (isKnown, expired) = await outbox.FindAsync(own.Id, query.Last, cancellationToken);
        if (!isKnown)
        {
            return PortProblems.BadRequest(FeedQuery.UnknownEvent);
        }

        if (expired is { } end && query.Last is { } last && last.Position < end.Position)
        {
            return PortProblems.EventsExpired(own, end);
        }

        var (after, since) = (query.Last?.Position ?? expired?.Position ?? 0, time.GetTimestamp());
        while (true)
        {
            using var reading = enforcement.Begin(reader, recorded: null, columns: null, cancellationToken);
            var next = signal.Next;
            var entries = await outbox.ReadAsync(own.Id, after, query.Limit, cancellationToken);
            var events = await VisibleAsync(reader, entries, schemas, keys, cancellationToken);
            if (reading.IsRevoked)
            {
                return PortProblems.GrantRevoked;
            }

            if (events.Count > 0)
            {
                reading.Recorded = enforcement.Record(reader);
                reading.Finish(events.Count);
                return Answer(http, events);
            }

            // An empty answer means the end of the feed: events that the reader may not see are skipped, not answered with an empty list.
            if (entries.Count > 0)
            {
                after = entries[^1].Position;
                continue;
            }

            var left = query.Wait - time.GetElapsedTime(since);
            if (left <= TimeSpan.Zero)
            {
                return Answer(http, []);
            }

            await Task.WhenAny(next, Task.Delay(left, time, reading.Token));
            cancellationToken.ThrowIfCancellationRequested();
            if (reading.IsRevoked)
            {
                return PortProblems.GrantRevoked;
            }

            // The rules may have changed concurrently: new events go to callers who may read them now.
            (reader, refusal) = enforcement.Enter(http, product, PortType.Stream);
            if (reader is null)
            {
                return refusal!;
            }
        }
    }

    private static async Task<IReadOnlyList<CloudEvent>> VisibleAsync(PortReader reader, IReadOnlyList<OutboxEvent> entries, SchemaAddresses schemas, PseudonymKeys keys, CancellationToken cancellationToken)
    {
        var form = new EventForm(reader.Product, reader.Decision, keys.OfPorts);
        var addresses = await schemas.FindAsync(entries.Select(entry => entry.SchemaGuid).OfType<Guid>(), cancellationToken);
        return [.. entries.Select(entry => form.Of(entry, addresses)).OfType<CloudEvent>()];
    }

    private static FileContentHttpResult Answer(HttpContext http, IReadOnlyList<CloudEvent> events)
    {
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Bytes(CloudEventBatch.Serialize(events), CloudEvent.BatchContentType);
    }
}
