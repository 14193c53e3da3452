using MeshStarter.Contracts.Products;
using MeshStarter.Platform.Pipelines.Definitions;
using MeshStarter.Sdk.Consuming;

namespace MeshStarter.Sdk.Pipelines;

/// <summary>The inputs of one pipeline, as they are watched.</summary>
/// <param name="pipeline">The pipeline.</param>
/// <param name="open">Makes a consumer that reads as this service for a purpose.</param>
/// <param name="time">The clock.</param>
internal sealed class WatchedInputs(OwnPipeline pipeline, Func<string, DataProductConsumer> open, TimeProvider time)
{
    // The plain name of an input may move to another major version.
    private static readonly TimeSpan SubscriptionAge = TimeSpan.FromMinutes(5);

    private readonly Dictionary<ProductReference, (Subscription Subscription, long Since)> _subscriptions = [];

    // The last row of each input at the end of its import.
    private readonly Dictionary<ProductReference, long> _imported = [];

    /// <summary>The inputs whose changes make windows due.</summary>
    public IEnumerable<PipelineInput> Watched => Others.Where(pipeline.Definition.IsTriggeredBy);

    // What a run writes makes no further run due.
    private IEnumerable<PipelineInput> Others => pipeline.Definition.Inputs.Where(input => !pipeline.IsItself(input));

    /// <summary>Returns the subscription of an input.</summary>
    public async Task<Subscription> FindAsync(PipelineInput input, CancellationToken cancellationToken)
    {
        if (!_subscriptions.TryGetValue(input.Product, out var known) || time.GetElapsedTime(known.Since) >= SubscriptionAge)
        {
            _subscriptions[input.Product] = known = (await open($"Computes {pipeline.Product.Name}").SubscribeAsync(input.Product.ToString(), cancellationToken), time.GetTimestamp());
        }

        return known.Subscription;
    }

    /// <summary>Requires that the pipeline's SELECT fits its inputs.</summary>
    /// <exception cref="PipelineRefusedException">It does not.</exception>
    public async Task RequireAsync(CancellationToken cancellationToken)
    {
        foreach (var input in pipeline.Definition.Inputs)
        {
            await FindAsync(input, cancellationToken);
        }

        SelectBinding.Require(pipeline, _subscriptions.ToDictionary(known => known.Key, known => known.Value.Subscription), time, cancellationToken);
    }

    /// <summary>Forgets the subscriptions.</summary>
    public void Forget() => _subscriptions.Clear();

    /// <summary>
    /// Returns what the first runs wait for: inputs that are being imported, and tables that lack rows which were there at the end of the import; null for nothing.
    /// </summary>
    public async Task<string?> WaitAsync(CancellationToken cancellationToken)
    {
        string? wait = null;
        foreach (var input in Others)
        {
            var subscription = await FindAsync(input, cancellationToken);
            if (!_imported.ContainsKey(input.Product) && await subscription.IsImportingAsync(cancellationToken))
            {
                return $"It waits for the end of the import of {input.Product}.";
            }

            var state = await subscription.ChangesAsync(since: null, column: null, TimeSpan.FromDays(1), cancellationToken);
            _imported.TryAdd(input.Product, state.Emitted);
            wait ??= state.Published < _imported[input.Product] ? $"It waits for rows of {input.Product} that are not published." : null;
        }

        return wait;
    }
}
