using MeshStarter.Contracts;
using MeshStarter.Lake;

namespace MeshStarter.Sdk.Consuming;

/// <summary>Streams whose events fill tables of a workspace as they come.</summary>
internal sealed class FollowedStreams(RowWorkspace workspace, CancellationToken cancellationToken) : IAsyncDisposable
{
    private readonly List<Followed> _streams = [];
    private readonly CancellationTokenSource _ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

    /// <summary>Follows a product's stream from its start, and takes in what it has by now.</summary>
    public async Task AddAsync(Subscription product, string table)
    {
        product.Feed!.Create(workspace, table, product.Schema);
        var last = await product.Feed.AddAsync(workspace, table, product.Schema, lastEventId: null, _ended.Token);
        _streams.Add(new Followed(product, table) { LastEventId = last });
    }

    /// <summary>Waits until events came, and takes them in.</summary>
    public async Task TakeNextAsync()
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
                var events = await stream.Coming!;
                stream.Coming = null;
                if (events.Count > 0)
                {
                    await stream.Product.Feed!.AddAsync(workspace, stream.Table, stream.Product.Schema, events, _ended.Token);
                    stream.LastEventId = events[^1].Id;
                    took = true;
                }
            }
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

        public Task<IReadOnlyList<CloudEvent>>? Coming { get; set; }
    }
}
