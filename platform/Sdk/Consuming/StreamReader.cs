using System.Net;
using System.Net.Http.Headers;
using MeshStarter.Contracts.Events;
using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Registration;
using MeshStarter.ServiceDefaults.Outgoing;

namespace MeshStarter.Sdk.Consuming;

/// <summary>Reads the stream port of a product, wherever the catalog says it is served, and is known there as its consumer.</summary>
internal sealed class StreamReader(ConsumedStream stream, CatalogClient catalog, IServiceTokenSource tokens, DeprecationNotices notices, HttpClient http, TimeProvider time)
{
    // Most events of a page: a full one is followed by another.
    private const int PageSize = 1_000;

    // Events that a rule hides are looked at again after so long: it may hide fewer by then.
    private static readonly TimeSpan HiddenPause = TimeSpan.FromMinutes(10);

    private Uri? _feed;
    private Ahead? _ahead;

    // The last of the events after a checkpoint that the handler may not see, and when the first was passed.
    private (string? Checkpoint, string? Last, long Since)? _hidden;

    /// <summary>The major version that the plain name represents now.</summary>
    /// <exception cref="HttpRequestException">The product is not registered yet, or the catalog does not answer.</exception>
    public async Task<ProductMajorVersion> DefaultAsync(CancellationToken cancellationToken) =>
        new(stream.Product.Product, (await DetailsAsync(stream.Product, hasRead: false, cancellationToken)).Version.Major);

    /// <summary>The events of a major version after a checkpoint; waits a while for the first, and answers none when it does not come.</summary>
    /// <exception cref="HttpRequestException">The product is not registered yet, or its port does not answer.</exception>
    /// <exception cref="EventsExpiredException">Events after the checkpoint are gone.</exception>
    /// <exception cref="SubscriptionRefusedException">The events are not those that the handler's copy of the contract describes.</exception>
    public async Task<IReadOnlyList<CloudEvent>> ReadAsync(ProductMajorVersion product, string? lastEventId, CancellationToken cancellationToken)
    {
        if (_ahead is { } ahead)
        {
            _ahead = null;
            using (ahead.End)
            {
                if (ahead.After == lastEventId)
                {
                    return await ahead.Events;
                }

                await ahead.End.CancelAsync();
                await ((Task)ahead.Events).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        return await ReadPageAsync(product, lastEventId, cancellationToken);
    }

    /// <summary>Begins to read the page after another, which is still to be handled; what comes is the next <see cref="ReadAsync"/>'s if the checkpoint then is there.</summary>
    public void ReadAhead(ProductMajorVersion product, IReadOnlyList<CloudEvent> page, CancellationToken cancellationToken)
    {
        if (page.Count == PageSize)
        {
            var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            _ahead = new Ahead(page[^1].Id, ReadPageAsync(product, page[^1].Id, end.Token), end);
        }
    }

    /// <summary>Returns an event by its place; null when the stream does not have it any more.</summary>
    /// <param name="product">The major version.</param>
    /// <param name="after">An event before it; null for the start.</param>
    /// <param name="eventId">The event.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="HttpRequestException">The product is not registered, or its port does not answer.</exception>
    public async Task<CloudEvent?> FindAsync(ProductMajorVersion product, string? after, string eventId, CancellationToken cancellationToken)
    {
        try
        {
            // Before it may be events that a rule hid when it was skipped.
            for (var size = 1; ; size = PageSize)
            {
                var (events, _) = await ReadPageAsync(product, after, size, waits: false, cancellationToken);
                if (events.FirstOrDefault(found => found.Id == eventId) is { } found)
                {
                    return found;
                }

                if (events.Count == 0 || !IsBefore(events[^1].Id, eventId))
                {
                    return null;
                }

                after = events[^1].Id;
            }
        }
        catch (EventsExpiredException)
        {
            return null;
        }
    }

    private async Task<IReadOnlyList<CloudEvent>> ReadPageAsync(ProductMajorVersion product, string? checkpoint, CancellationToken cancellationToken)
    {
        var (after, since) = _hidden is { } hidden && hidden.Checkpoint == checkpoint && time.GetElapsedTime(hidden.Since) < HiddenPause ? (hidden.Last, hidden.Since) : (checkpoint, time.GetTimestamp());
        var (events, last) = await ReadPageAsync(product, after, PageSize, waits: true, cancellationToken);
        if (events.Count == 0)
        {
            _hidden = (checkpoint, last, since);
        }

        return events;
    }

    private async Task<(IReadOnlyList<CloudEvent> Events, string? LastEventId)> ReadPageAsync(ProductMajorVersion product, string? lastEventId, int size, bool waits, CancellationToken cancellationToken)
    {
        try
        {
            var feed = _feed ??= await FindAsync(product, hasRead: lastEventId is not null, cancellationToken);
            return await StreamFeed.ReadOnAsync(lastEventId, waits, after => SendAsync(product, StreamFeed.Page(feed, size, waits, after), cancellationToken), cancellationToken);
        }
        catch (HttpRequestException)
        {
            // The port may have moved: the catalog is requested again. It may know the last event no more.
            (_feed, _hidden) = (null, null);
            throw;
        }
    }

    private async Task<HttpResponseMessage> SendAsync(ProductMajorVersion product, Uri page, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, page);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await PortTokens.RequiredAsync(product.Product, tokens, cancellationToken));
        var response = await PortCall.SendAsync(http, request, HttpCompletionOption.ResponseContentRead, cancellationToken);
        notices.Notify(product, response.Headers);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            var problem = await Problem.ReadAsync(response, cancellationToken);
            throw EventsExpiredException.Of(product.Product, problem) ?? (Exception)problem.Refusal(page, response.StatusCode);
        }
    }

    private async Task<Uri> FindAsync(ProductMajorVersion product, bool hasRead, CancellationToken cancellationToken)
    {
        var details = await DetailsAsync(product.Reference, hasRead, cancellationToken);
        ConsumedContract.Require(stream.Contract, details);
        notices.Notify(details);
        var port = details.Ports.FirstOrDefault(port => port.Type == PortType.Stream)
            ?? throw new HttpRequestException($"{product.Reference} has no stream port");
        await catalog.SubscribeAsync(product.Product, new SubscriptionRequest($"Followed by {stream.Handler}", details.Version.Major, ConsumedContract.NamesOf(stream.Contract)), cancellationToken);
        return new Uri(port.Url);
    }

    private static bool IsBefore(string eventId, string other) =>
        FeedPosition.TryParse(eventId, out var place) && FeedPosition.TryParse(other, out var otherPlace) && place.Position < otherPlace.Position;

    // A stream that was read before was registered. It is gone, or a rule hides it from this domain, which its catalog answers in the same way.
    private async Task<ProductDetails> DetailsAsync(ProductReference product, bool hasRead, CancellationToken cancellationToken) =>
        await catalog.FindAsync(product, cancellationToken) ?? throw (hasRead
            ? new HttpRequestException($"{product} is not there, or may not be seen any more", inner: null, HttpStatusCode.NotFound)
            : new HttpRequestException($"{product} is not registered yet"));

    // A page that is read while the one before it is handled.
    private sealed record Ahead(string After, Task<IReadOnlyList<CloudEvent>> Events, CancellationTokenSource End);
}
