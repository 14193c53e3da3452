using MeshStarter.Sdk.Outbox;
using MeshStarter.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.Sdk.Ports.Stream;

/// <summary>A request for events of a feed.</summary>
/// <param name="Last">The event to continue after; null for the start.</param>
/// <param name="Limit">The most events in one answer.</param>
/// <param name="Wait">How long to hold the answer while there is no new event.</param>
internal sealed record FeedQuery(FeedPosition? Last, int Limit, TimeSpan Wait)
{
    /// <summary>The error for a <c>lastEventId</c> that this feed never returned.</summary>
    public const string UnknownEvent = "lastEventId: must be the id of an event of this feed, or be left out to read from the start.";

    private const int DefaultLimit = 1_000;
    private const int MaximumLimit = 10_000;

    // Ingresses cut a request that is silent for longer (Azure Container Apps: 240 s).
    private static readonly TimeSpan MaximumWait = TimeSpan.FromSeconds(30);

    /// <summary>Reads the query string; returns the problem when it is invalid.</summary>
    public static (FeedQuery? Query, string? Problem) Read(IQueryCollection query)
    {
        if (QueryParameters.Unknown(query, "lastEventId", "limit", "timeout") is { } unknown)
        {
            return (null, unknown);
        }

        var (after, limit, wait) = (default(FeedPosition?), DefaultLimit, TimeSpan.Zero);
        if (query["lastEventId"].ToString() is { Length: > 0 } last and not "null")
        {
            if (!FeedPosition.TryParse(last, out var position))
            {
                return (null, UnknownEvent);
            }

            after = position;
        }

        if (query["limit"].ToString() is { Length: > 0 } limitText && (!int.TryParse(limitText, out limit) || limit is < 1 or > MaximumLimit))
        {
            return (null, $"limit: must be a whole number from 1 to {MaximumLimit}.");
        }

        if (query["timeout"].ToString() is { Length: > 0 } timeoutText)
        {
            if (!int.TryParse(timeoutText, out var milliseconds) || milliseconds < 0)
            {
                return (null, "timeout: must be a whole number of milliseconds, 0 or more.");
            }

            wait = TimeSpan.FromMilliseconds(Math.Min(milliseconds, MaximumWait.TotalMilliseconds));
        }

        return (new FeedQuery(after, limit, wait), null);
    }
}
