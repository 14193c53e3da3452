using System.Globalization;
using System.Text.Json;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Events;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Rows;
using MeshStarter.Lake.Reading;

namespace MeshStarter.Sdk.Consuming;

/// <summary>The stream port of a product, read from its start or from an event on, as the consumer.</summary>
/// <param name="consumer">The consumer.</param>
/// <param name="product">The product.</param>
/// <param name="port">Its stream port.</param>
/// <param name="key">The columns of its key: its rows are then the last events of each.</param>
internal sealed class StreamFeed(DataProductConsumer consumer, DataProductId product, Uri port, IReadOnlyList<string> key)
{
    private const int Most = 10_000;

    private static readonly TimeSpan LongPoll = TimeSpan.FromSeconds(20);

    /// <summary>The address of a page of a stream port.</summary>
    /// <param name="port">The port.</param>
    /// <param name="most">Most events of the page.</param>
    /// <param name="waits">Whether the answer waits a while for the first.</param>
    /// <param name="lastEventId">The event to go on after; null for the start.</param>
    public static Uri Page(Uri port, int most, bool waits, string? lastEventId)
    {
        var query = string.Create(CultureInfo.InvariantCulture, $"limit={most}&timeout={(waits ? LongPoll.TotalMilliseconds : 0):F0}");
        return new UriBuilder(port) { Query = lastEventId is null ? query : $"{query}&lastEventId={Uri.EscapeDataString(lastEventId)}" }.Uri;
    }

    /// <summary>Reads the events after one; waits a while for the first where it is to wait, and answers none when it does not come.</summary>
    /// <returns>The events, and the event to go on after: the last, also one that the caller may not see.</returns>
    /// <exception cref="SubscriptionRefusedException">The product cannot be read by this caller.</exception>
    /// <exception cref="HttpRequestException">The port does not answer.</exception>
    public Task<(IReadOnlyList<CloudEvent> Events, string? LastEventId)> ReadAsync(string? lastEventId, bool waits, CancellationToken cancellationToken) =>
        ReadOnAsync(lastEventId, waits, after => consumer.SendAsync(Page(port, Most, waits, after), product, cancellationToken), cancellationToken);

    /// <summary>Reads the events after one. Where it does not wait, it goes on from an answer without events until it is the end of the stream.</summary>
    /// <param name="lastEventId">The event to go on after; null for the start.</param>
    /// <param name="waits">Whether an answer waits a while for the first event: each is returned, because hidden events may come without end.</param>
    /// <param name="send">Requests a page after an event, and answers one that succeeded.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The events, and the event to go on after: the last, also one that the caller may not see.</returns>
    public static async Task<(IReadOnlyList<CloudEvent> Events, string? LastEventId)> ReadOnAsync(string? lastEventId, bool waits, Func<string?, Task<HttpResponseMessage>> send, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var response = await send(lastEventId);
            var events = CloudEventBatch.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
            var place = CloudEventBatch.PlaceIn(response);
            lastEventId = events.Count > 0 ? events[^1].Id : place ?? lastEventId;
            if (events.Count > 0 || waits || place is null)
            {
                return (events, lastEventId);
            }
        }
    }

    /// <summary>Names the masks and filters that the events go through; null where the caller sees all of them whole.</summary>
    /// <exception cref="SubscriptionRefusedException">The product cannot be read by this caller.</exception>
    /// <exception cref="HttpRequestException">The port does not answer.</exception>
    public Task<string?> ObligationsAsync(CancellationToken cancellationToken) => consumer.ObligationsAsync(port, product, cancellationToken);

    /// <summary>Makes a table of a workspace for the rows that events bring.</summary>
    public void Create(RowWorkspace workspace, string table, IReadOnlyList<ColumnDefinition> columns)
    {
        workspace.Create(EventsOf(table), columns);
        if (key.Count > 0)
        {
            workspace.Last(table, EventsOf(table), key);
        }
    }

    /// <summary>Adds the rows of the events after one to a table of a workspace, as many as there are by now.</summary>
    /// <returns>The event to go on after, and the deletes that hide from this caller which rows they are of.</returns>
    public async Task<(string? LastEventId, IReadOnlyList<string> HiddenDeletes)> AddAsync(RowWorkspace workspace, string table, IReadOnlyList<ColumnDefinition> columns, string? lastEventId, CancellationToken cancellationToken)
    {
        List<string> hidden = [];
        while (true)
        {
            (var events, lastEventId) = await ReadAsync(lastEventId, waits: false, cancellationToken);
            if (events.Count == 0)
            {
                return (lastEventId, hidden);
            }

            hidden.AddRange(await AddAsync(workspace, table, columns, events, cancellationToken));
        }
    }

    /// <summary>Adds the rows of some events to a table of a workspace, and takes out those of deletes.</summary>
    /// <returns>The deletes that hide from this caller which rows they are of.</returns>
    /// <exception cref="SubscriptionRefusedException">The product has a key, and this caller sees it masked.</exception>
    public async Task<IReadOnlyList<string>> AddAsync(RowWorkspace workspace, string table, IReadOnlyList<ColumnDefinition> columns, IReadOnlyList<CloudEvent> events, CancellationToken cancellationToken)
    {
        List<string> hidden = [];
        foreach (var run in EventRun.Of(events))
        {
            if (run.AreDeletes)
            {
                hidden.AddRange(run.Events.Where(received => received.DeletedKey is null).Select(received => received.Id));
                await DeleteAsync(workspace, table, columns, run.Events, cancellationToken);
            }
            else
            {
                await AddRowsAsync(workspace, table, columns, run.Events, cancellationToken);
            }
        }

        return hidden;
    }

    private async Task DeleteAsync(RowWorkspace workspace, string table, IReadOnlyList<ColumnDefinition> columns, IReadOnlyList<CloudEvent> deletes, CancellationToken cancellationToken)
    {
        var identity = RowIdentity.ColumnsOf(key, columns);
        if (identity.Count > 0)
        {
            using var lines = await LinesAsync(deletes.Select(received => received.DeletedKey).OfType<string>());
            await workspace.DeleteAsync(EventsOf(table), [.. columns.Where(column => identity.Contains(column.Name, StringComparer.Ordinal))], lines, cancellationToken);
        }
    }

    private async Task AddRowsAsync(RowWorkspace workspace, string table, IReadOnlyList<ColumnDefinition> columns, IReadOnlyList<CloudEvent> events, CancellationToken cancellationToken)
    {
        // An event's subject is its key, unless that is masked.
        if (key.Count > 0 && events.Any(received => received.Subject is null))
        {
            throw new SubscriptionRefusedException(
                product, $"shows this caller its key ({string.Join(", ", key)}) masked, so that it does not show which events are of one row; read its table, or ask its owner for access to the key");
        }

        using var lines = await LinesAsync(events.Select(received => received.Data?.GetRawText() ?? throw new JsonException($"Event {received.Id} has no data.")));
        await workspace.AddAsync(EventsOf(table), columns, lines, cancellationToken);
    }

    private static async Task<MemoryStream> LinesAsync(IEnumerable<string> rows)
    {
        var lines = new MemoryStream();
        await using (var writer = new StreamWriter(lines, leaveOpen: true))
        {
            foreach (var row in rows)
            {
                await writer.WriteLineAsync(row);
            }
        }

        lines.Position = 0;
        return lines;
    }

    private string EventsOf(string table) => key.Count == 0 ? table : table + "_events";
}
