namespace MeshStarter.QueryProxy.Products;

/// <summary>
/// Joins requests for the same thing: while one is under way, those who ask wait for it to end and then share the next one. Everyone gets the answer to a request that was sent
/// after they came, so what was true when they came is in it.
/// </summary>
/// <typeparam name="TKey">What is requested.</typeparam>
/// <typeparam name="TAnswer">The answer.</typeparam>
/// <param name="send">Sends a request.</param>
/// <param name="time">The clock.</param>
internal sealed class JoinedRequests<TKey, TAnswer>(Func<TKey, Task<TAnswer>> send, TimeProvider time)
    where TKey : notnull
{
    // A request that is slow holds no one up for longer.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, Requests> _open = [];

    /// <summary>Gets the answer to a request that is sent from now on.</summary>
    /// <param name="key">What is requested.</param>
    /// <param name="cancellationToken">Ends the wait, not the request, which others share. A call with a token that is cancelled sends none.</param>
    public Task<TAnswer> AskAsync(TKey key, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<TAnswer>(cancellationToken);
        }

        lock (_lock)
        {
            if (!_open.TryGetValue(key, out var open))
            {
                _open.Add(key, open = new Requests());
                open.Current = SendAsync(key, open);
                return open.Current.WaitAsync(cancellationToken);
            }

            open.Next ??= SendNextAsync(key, open, open.Current);
            return open.Next.WaitAsync(cancellationToken);
        }
    }

    private async Task<TAnswer> SendAsync(TKey key, Requests open)
    {
        // The caller has the lock.
        await Task.Yield();
        return await SendAsync(key, open, turn: 0);
    }

    private async Task<TAnswer> SendNextAsync(TKey key, Requests open, Task before)
    {
        await Task.Yield();
        await before.WaitAsync(Patience, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        int turn;
        lock (_lock)
        {
            (open.Current, open.Next, turn) = (open.Next!, null, ++open.Turn);
        }

        return await SendAsync(key, open, turn);
    }

    private async Task<TAnswer> SendAsync(TKey key, Requests open, int turn)
    {
        try
        {
            return await send(key);
        }
        finally
        {
            lock (_lock)
            {
                if (open.Turn == turn && open.Next is null)
                {
                    _open.Remove(key);
                }
            }
        }
    }

    /// <summary>The requests for one thing.</summary>
    private sealed class Requests
    {
        /// <summary>The one that was sent last.</summary>
        public Task<TAnswer> Current { get; set; } = null!;

        /// <summary>The one that is sent next; null where no one waits.</summary>
        public Task<TAnswer>? Next { get; set; }

        /// <summary>The number of the current one.</summary>
        public int Turn { get; set; }
    }
}
