namespace MeshStarter.Sdk.Publishing;

/// <summary>
/// A product's contract as the registry says it. It is requested again after it failed, and every few minutes, one question at a time;
/// concurrently, and while it is away, what it said last holds.
/// </summary>
internal sealed class RegistryContracts(Func<Task<ProductContract>> ask, TimeProvider time)
{
    /// <summary>The time after which an answer is requested again.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private Task<ProductContract>? _requested;
    private long _requestedAt;
    private ProductContract? _known;

    /// <summary>The contract that is known; the registry's answer where none is.</summary>
    /// <exception cref="HttpRequestException">The registry does not answer, or has no such product for this caller, and never said any.</exception>
    public Task<ProductContract> CurrentAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            // While a contract is known, a registry that is away is not queried with every row.
            if (_requested is null || (_requested.IsCompleted && (_known is null || time.GetElapsedTime(_requestedAt) >= Fresh)))
            {
                _requestedAt = time.GetTimestamp();
                _requested = AskAsync();
            }

            return _known is { } known ? Task.FromResult(known) : _requested.WaitAsync(cancellationToken);
        }
    }

    private async Task<ProductContract> AskAsync()
    {
        var answer = await Task.Run(ask);
        lock (_lock)
        {
            return _known = answer;
        }
    }
}
