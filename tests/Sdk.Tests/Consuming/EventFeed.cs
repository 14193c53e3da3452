using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using MeshStarter.Contracts;
using MeshStarter.Contracts.Events;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Publishing;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.Sdk.Tests.Consuming;

/// <summary>Events as a stream port serves them; the test says which there are.</summary>
/// <param name="type">The product.</param>
internal sealed class EventFeed(string type)
{
    private readonly ConcurrentQueue<CloudEvent> _events = new();

    public static string EventId(int number) => new FeedPosition(number, StableId.Of($"event/{number}")).ToString();

    /// <summary>Adds an event at a place, which is behind all others.</summary>
    public void Emit(int number, string data, string? subject = null) => _events.Enqueue(new CloudEvent
    {
        Id = EventId(number),
        Source = "/orders/events",
        Type = type,
        Subject = subject,
        Time = DateTimeOffset.UnixEpoch,
        Data = JsonElement.Parse(data),
    });

    /// <summary>Adds a delete at a place; without a key it hides which row it is of.</summary>
    public void Delete(int number, string? key, string? subject = null) => _events.Enqueue(new CloudEvent
    {
        Id = EventId(number),
        Source = "/orders/events",
        Type = type,
        Subject = subject,
        Time = DateTimeOffset.UnixEpoch,
        Deleted = true,
        DeletedKey = key,
    });

    /// <summary>Takes an event out, as a delete does to the earlier ones of its row.</summary>
    public void Erase(int number)
    {
        var kept = _events.Where(stored => stored.Id != EventId(number)).ToList();
        _events.Clear();
        kept.ForEach(_events.Enqueue);
    }

    /// <summary>The last event that a retention removed; none where it removed none.</summary>
    public int? Expired { get; set; }

    /// <summary>The last event of those at the beginning that the reader may not see, to which the port takes long; none where it sees them all.</summary>
    public int? Hidden { get; set; }

    /// <summary>Whether a further event that the reader may not see comes before each answer, and no other.</summary>
    public bool HiddenComes { get; set; }

    /// <summary>Answers as the port does.</summary>
    public async Task ServeAsync(HttpContext context)
    {
        var last = context.Request.Query["lastEventId"].ToString();
        if (Expired is { } expired && last.Length > 0 && string.CompareOrdinal(last, EventId(expired)) < 0)
        {
            await Results.Problem("gone", statusCode: StatusCodes.Status410Gone, type: ProblemTypes.EventsExpired, extensions: [KeyValuePair.Create<string, object?>("last_expired_event_id", EventId(expired))]).ExecuteAsync(context);
            return;
        }

        if (HiddenComes)
        {
            await Task.Delay(20, context.RequestAborted);
            Hidden++;
        }

        if (Hidden is { } hidden && (HiddenComes || string.CompareOrdinal(last, EventId(hidden)) < 0))
        {
            context.Response.Headers[CloudEventBatch.PlaceHeader] = EventId(hidden);
            context.Response.ContentType = CloudEvent.BatchContentType;
            await context.Response.Body.WriteAsync(CloudEventBatch.Serialize([]), context.RequestAborted);
            return;
        }

        var limit = int.Parse(context.Request.Query["limit"].ToString(), CultureInfo.InvariantCulture);
        var tries = context.Request.Query["timeout"] == "0" ? 1 : 50;
        CloudEvent[] fresh = [];
        while (tries-- > 0 && fresh.Length == 0)
        {
            fresh = [.. _events.Where(stored => string.CompareOrdinal(stored.Id, last) > 0).Take(limit)];
            if (fresh.Length == 0 && tries > 0)
            {
                await Task.Delay(20, context.RequestAborted);
            }
        }

        context.Response.ContentType = CloudEvent.BatchContentType;
        await context.Response.Body.WriteAsync(CloudEventBatch.Serialize(fresh), context.RequestAborted);
    }
}
