namespace MeshStarter.Platform.Storage;

/// <summary>The turns of requests to a store: so many at once and no more, each bounded in time.</summary>
internal sealed class RequestTurns : IDisposable
{
    /// <summary>Requests at the same time; others wait.</summary>
    public const int AtOnce = 16;

    /// <summary>The most that a request that failed is sent again.</summary>
    public const int Retries = 3;

    // Slower than this is as good as nothing.
    private const long LeastBytesPerSecond = 256 * 1024;

    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(30);

    // A timer has no longer time than 49 days, and an object may be of any size.
    private static readonly TimeSpan LongestLimit = TimeSpan.FromDays(7);

    private readonly SemaphoreSlim _turns = new(AtOnce, AtOnce);

    /// <summary>Returns the time limit for so many bytes at the slowest accepted rate, a week at most.</summary>
    public static TimeSpan TimeFor(long bytes) => TimeSpan.FromSeconds(Math.Min(AnswerLimit.TotalSeconds + ((double)bytes / LeastBytesPerSecond), LongestLimit.TotalSeconds));

    /// <summary>The time limit for the begin of an answer of any size, with all its tries.</summary>
    public static TimeSpan AnswerTime => TimeFor(0) * (Retries + 1);

    /// <summary>Asks the store when a turn is free.</summary>
    /// <param name="bytes">How much goes over the wire, as far as is known; it lengthens the time.</param>
    /// <param name="ask">Asks.</param>
    /// <param name="failure">Maps an exception to the failure of the store; null for one that is not the store's.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="StorageException">The store refuses, fails or does not answer in time.</exception>
    public async Task<T> AskAsync<T>(long bytes, Func<CancellationToken, Task<T>> ask, Func<Exception, StorageException?> failure, CancellationToken cancellationToken)
    {
        await _turns.WaitAsync(cancellationToken);
        try
        {
            using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            bound.CancelAfter(TimeFor(bytes) * (Retries + 1));
            return await ask(bound.Token);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && failure(exception) is not null)
        {
            throw failure(exception)!;
        }
        finally
        {
            _turns.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turns.Dispose();
}
