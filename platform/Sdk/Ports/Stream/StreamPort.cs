using MeshStarter.Contracts.Events;
using MeshStarter.Contracts.Products;
using MeshStarter.Platform.Enforcement.Pseudonyms;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Registration;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Hosting;

namespace MeshStarter.Sdk.Ports.Stream;

/// <summary>Step 3: serves a product's outbox as an HTTP feed of CloudEvents with long polling (http-feeds.org).</summary>
internal sealed class StreamPort(OutboxStore outbox, OutboxSignal signal, SchemaAddresses schemas, PseudonymKeys keys, IHostApplicationLifetime lifetime, TimeProvider time) : IPort
{
    // A reader that may see few of many events goes on by further requests, of which none is held for as long as all of them take. Clients that do not know
    // the place to go on from get over as many events as one such request does.
    private static readonly TimeSpan LongestScan = TimeSpan.FromSeconds(20);

    // A reader that found nothing looks again after so long at the earliest.
    private static readonly TimeSpan LookPause = TimeSpan.FromMilliseconds(50);

    public static PortKind Kind { get; } = new(PortType.Stream, "events", "ReadStream", "Events of a product after lastEventId, oldest first");

    public async Task<IResult> AnswerAsync(PortRequest request, CancellationToken cancellationToken)
    {
        var own = request.Product;
        var (query, problem) = FeedQuery.Read(request.Query);
        if (query is null)
        {
            return PortProblems.BadRequest(problem!);
        }

        // A reader of another feed, or that is ahead of this one, would otherwise wait without an error and then miss events, and so would one that is behind it
        // miss those that are gone. From the start a reader gets what there is.
        var ids = new ReaderEventIds(own, request.Decision, keys.OfPorts);
        var (isKnown, expired) = await outbox.FindAsync(own.Id, query.Last, ids.IsOf, cancellationToken);
        if (!isKnown)
        {
            return PortProblems.BadRequest(FeedQuery.UnknownEvent);
        }

        if (expired is { } end && query.Last?.Position < end.Position)
        {
            return PortProblems.EventsExpired(own, ids.OfUnseen(end));
        }

        return await ReadAsync(request, query, query.Last?.Position ?? expired?.Position ?? 0, cancellationToken);
    }

    private async Task<IResult> ReadAsync(PortRequest request, FeedQuery query, long after, CancellationToken cancellationToken)
    {
        var (own, since) = (request.Product, time.GetTimestamp());
        var scanning = since;
        FeedPosition? passed = null;
        while (true)
        {
            using var reading = request.Begin(recorded: null, columns: null, cancellationToken);
            // By the decision of this turn.
            var ids = new ReaderEventIds(own, request.Decision, keys.OfPorts);
            var next = signal.Next;
            var looked = time.GetTimestamp();
            var entries = await outbox.ReadAsync(own.Id, after, query.Limit, cancellationToken);
            if (query.Last is not null && own.Descriptor.Retention is not null)
            {
                var (_, expired) = await outbox.FindAsync(own.Id, last: null, ids.IsOf, cancellationToken);
                if (expired is { } gone && IsGap(after, gone.Position, entries) && !reading.HasOtherRules())
                {
                    return PortProblems.EventsExpired(own, ids.OfUnseen(gone));
                }
            }

            var events = await VisibleAsync(request, entries, cancellationToken);
            if (reading.HasOtherRules())
            {
                // Nothing of it has left: the reader goes on by the rules that apply now, or is refused by them.
                request.Readmit();
                continue;
            }

            if (events.Count > 0)
            {
                reading.Recorded = request.Record();
                reading.Finish(events.Count);
                return Answer(request.Response, events, passed: null);
            }

            // An empty answer means the end of the feed, unless it has a place to go on from: events that the reader may not see are skipped, and no further request
            // looks at them again.
            if (entries.Count > 0)
            {
                after = entries[^1].Position;
                passed = ids.PlaceOf(new FeedPosition(after, entries[^1].EventId));
                if (time.GetElapsedTime(scanning) >= LongestScan)
                {
                    return Answer(request.Response, [], passed);
                }
            }
            else
            {
                var left = query.Wait - time.GetElapsedTime(since);
                if (left <= TimeSpan.Zero || lifetime.ApplicationStopping.IsCancellationRequested)
                {
                    return Answer(request.Response, [], passed);
                }

                // Refused below where the version ends.
                if (request.RetiresAt - time.GetUtcNow() is { } life && life < left)
                {
                    left = life > TimeSpan.Zero ? life : TimeSpan.Zero;
                }

                using var wait = CancellationTokenSource.CreateLinkedTokenSource(reading.Token, lifetime.ApplicationStopping);
                await next.WaitAsync(left, time, wait.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                // Events of the domain's other products wake this reader too.
                if (LookPause - time.GetElapsedTime(looked) is var pause && pause > TimeSpan.Zero)
                {
                    await Task.Delay(pause, time, wait.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }

                cancellationToken.ThrowIfCancellationRequested();
                // Readmitted below.
                _ = reading.HasOtherRules();
                scanning = time.GetTimestamp();
            }

            // The rules may have changed concurrently: new events go to callers who may read them now.
            request.Readmit();
        }
    }

    // A retention may have erased the events after a position. A page that has some of them was read before.
    private static bool IsGap(long after, long expired, IReadOnlyList<OutboxEvent> entries) => after < expired && (entries is not [var first, ..] || first.Position > expired);

    private async Task<IReadOnlyList<CloudEvent>> VisibleAsync(PortRequest request, IReadOnlyList<OutboxEvent> entries, CancellationToken cancellationToken)
    {
        var form = new EventForm(request.Product, request.Decision, keys.OfPorts);
        var addresses = await schemas.FindAsync(entries.Select(entry => entry.SchemaGuid).OfType<Guid>(), cancellationToken);
        return [.. entries.Select(entry => form.Of(entry, addresses)).OfType<CloudEvent>()];
    }

    private static FileContentHttpResult Answer(HttpResponse response, IReadOnlyList<CloudEvent> events, FeedPosition? passed)
    {
        if (passed is { } place)
        {
            response.Headers[CloudEventBatch.PlaceHeader] = place.ToString();
        }

        response.Headers.CacheControl = "no-store";
        return TypedResults.Bytes(CloudEventBatch.Serialize(events), CloudEvent.BatchContentType);
    }
}
