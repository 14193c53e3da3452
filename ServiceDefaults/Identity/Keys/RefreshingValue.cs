namespace MeshStarter.ServiceDefaults.Identity.Keys;

/// <summary>
/// A fetched value that is kept fresh by use: after <see cref="Fetched{T}.FreshFor"/> the next use starts a fetch in the background;
/// after that and the grace period the value is no longer valid. One fetch runs at a time, and a failed one is not repeated at once.
/// </summary>
internal sealed class RefreshingValue<T>(Func<CancellationToken, Task<Fetched<T>>> fetch, TimeProvider time)
    where T : class
{
    /// <summary>The time that the last good value stays valid after its freshness has ended, when it cannot be fetched.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    /// <summary>The pause after a failed fetch.</summary>
    public static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(2);

    /// <summary>The shortest time between demanded fetches, so that made-up key ids cannot overload the authority.</summary>
    public static readonly TimeSpan PauseBetweenDemands = TimeSpan.FromSeconds(30);

    private readonly Lock _state = new();
    private Held? _held;
    private Task<T>? _running;
    private (long At, Exception Why)? _failed;
    private long? _demandedAt;

    /// <summary>Returns the value, fetched first when there is no valid one.</summary>
    /// <exception cref="AuthorityUnavailableException">There is no valid value and it cannot be fetched.</exception>
    public Task<T> GetAsync(CancellationToken cancellationToken)
    {
        lock (_state)
        {
            if (_held is { } held)
            {
                var age = time.GetElapsedTime(held.At);
                if (age < held.FreshFor)
                {
                    return Task.FromResult(held.Value);
                }

                if (age < held.FreshFor + Grace)
                {
                    _ = FetchNeedsLock();
                    return Task.FromResult(held.Value);
                }
                _held = null;
            }
            return FetchNeedsLock().WaitAsync(cancellationToken);
        }
    }

    /// <summary>Fetches the value from its source; returns the last good one when a fetch was demanded a moment ago.</summary>
    /// <exception cref="AuthorityUnavailableException">The value cannot be fetched: it is not known whether it is still the last good one.</exception>
    public Task<T> DemandAsync(CancellationToken cancellationToken)
    {
        lock (_state)
        {
            // After a failed fetch there is no answer of a moment ago.
            if (_failed is null && _demandedAt is { } last && time.GetElapsedTime(last) < PauseBetweenDemands)
            {
                // A caller that comes during the demanded fetch shares its answer.
                return _running?.WaitAsync(cancellationToken) ?? GetAsync(cancellationToken);
            }

            _demandedAt = time.GetTimestamp();
            return FetchNeedsLock().WaitAsync(cancellationToken);
        }
    }

    private Task<T> FetchNeedsLock()
    {
        if (_running is { } running)
        {
            return running;
        }

        if (_failed is { } failed && time.GetElapsedTime(failed.At) < PauseAfterFailure)
        {
            return Task.FromException<T>(new AuthorityUnavailableException(failed.Why.Message, failed.Why));
        }

        // Task.Run, because the fetch must not run under the lock; no caller's token, because the callers share it.
        return _running = Task.Run(FetchAsync, CancellationToken.None);
    }

    private async Task<T> FetchAsync()
    {
        try
        {
            var fetched = await fetch(CancellationToken.None);
            lock (_state)
            {
                _held = new Held(fetched.Value, fetched.FreshFor, time.GetTimestamp());
                _failed = null;
                _running = null;
            }
            return fetched.Value;
        }
        catch (Exception why)
        {
            lock (_state)
            {
                _failed = (time.GetTimestamp(), why);
                _running = null;
            }
            throw why as AuthorityUnavailableException ?? new AuthorityUnavailableException(why.Message, why);
        }
    }

    private sealed record Held(T Value, TimeSpan FreshFor, long At);
}
