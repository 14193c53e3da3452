using MeshStarter.Contracts.Events;
using MeshStarter.Lake.Reading;

namespace MeshStarter.Sdk.Consuming;

/// <summary>Streams whose events fill tables of a workspace as they come.</summary>
/// <param name="workspace">The workspace.</param>
/// <param name="hiddenDeletes">
/// Deletes that do not show this caller which row they are of, and that were there when the reading began: their rows are not in the stream any more.
/// </param>
/// <param name="cancellationToken">Ends the following.</param>
internal sealed class FollowedStreams(RowWorkspace workspace, ISet<string> hiddenDeletes, CancellationToken cancellationToken) : IAsyncDisposable
{
    private readonly List<Followed> _streams = [];
    private readonly CancellationTokenSource _ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

    /// <summary>Whether rows were taken in that may be deleted by now: they are to be read again, from the start.</summary>
    public bool AreOutdated { get; private set; }

    /// <summary>Follows a product's stream from its start, and takes in what it has by now.</summary>
    public async Task AddAsync(Subscription product, string table)
    {
        product.Feed!.Create(workspace, table, product.Schema);
        var (last, hidden) = await product.Feed.AddAsync(workspace, table, product.Schema, lastEventId: null, _ended.Token);
        Note(hidden);
        _streams.Add(new Followed(product, table) { LastEventId = last });
    }

    /// <summary>Waits until events came, and takes them in.</summary>
    public async Task TakeNextAsync()
    {
        try
        {
            await TakeAsync();
        }
        catch (EventsExpiredException)
        {
            // The reader was slower than the retention.
            AreOutdated = true;
        }
    }

    private async Task TakeAsync()
    {
        for (var took = false; !took;)
        {
            foreach (var stream in _streams)
            {
                stream.Coming ??= stream.Product.Feed!.ReadAsync(stream.LastEventId, waits: true, _ended.Token);
            }

            await Task.WhenAny(_streams.Select(stream => stream.Coming!));
            foreach (var stream in _streams.Where(stream => stream.Coming!.IsCompleted))
            {
                (var events, stream.LastEventId) = await stream.Coming!;
                stream.Coming = null;
                if (events.Count > 0)
                {
                    Note(await stream.Product.Feed!.AddAsync(workspace, stream.Table, stream.Product.Schema, events, _ended.Token));
                    took = true;
                }
            }
        }
    }

    private void Note(IReadOnlyList<string> hidden)
    {
        foreach (var delete in hidden)
        {
            AreOutdated |= hiddenDeletes.Add(delete);
        }
    }

    /// <summary>Asks no more.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        foreach (var coming in _streams.Select(stream => stream.Coming).OfType<Task>())
        {
            await coming.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _ended.Dispose();
    }

    private sealed class Followed(Subscription product, string table)
    {
        public Subscription Product => product;

        public string Table => table;

        public string? LastEventId { get; set; }

        public Task<(IReadOnlyList<CloudEvent> Events, string? LastEventId)>? Coming { get; set; }
    }
}
