using System.Text.Json;
using MeshStarter.Contracts.Pins;
using MeshStarter.Contracts.Products;
using MeshStarter.Sdk.Consuming;

namespace MeshStarter.Sdk.Pipelines;

/// <summary>
/// Pins of inputs at the catalog, which keep the snapshots that runs read for as long as a run may take. A catalog that sets no pin holds up no run: its snapshots
/// are then kept as long as every other.
/// </summary>
/// <param name="consumer">Reads as this service.</param>
/// <param name="length">How long a pin lasts; at most 24 hours.</param>
/// <param name="time">The clock.</param>
internal sealed class InputPins(DataProductConsumer consumer, TimeSpan length, TimeProvider time) : IAsyncDisposable
{
    // A run does not wait for a catalog that is slow: without a pin it reads the same rows.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly List<(ProductReference Product, Guid Pin)> _pins = [];

    /// <summary>Pins the current snapshot of a product.</summary>
    /// <returns>The product in the pinned snapshot, or without a pin in that of the first read.</returns>
    /// <exception cref="SubscriptionRefusedException">The product has no table port.</exception>
    public async Task<Subscription> PinAsync(Subscription subscription, CancellationToken cancellationToken)
    {
        var pinned = subscription.Pinned();
        var product = new ProductReference(subscription.Product, subscription.Version.Major);
        var pin = Guid.NewGuid();
        using var limit = new CancellationTokenSource(Patience, time);
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            if (await consumer.Catalog.PinAsync(product, pin, (int)Math.Clamp(Math.Ceiling(length.TotalMinutes), 1, PinRequest.MostMinutes), limited.Token) is not { } set)
            {
                return pinned;
            }

            _pins.Add((product, pin));
            return subscription.AtSnapshot(set.SnapshotId);
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            // It may be set all the same.
            _pins.Add((product, pin));
            return pinned;
        }
    }

    /// <summary>Ends the pins, as far as the catalog answers; the others end at their time.</summary>
    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(Patience, time);
        try
        {
            foreach (var (product, pin) in _pins)
            {
                await consumer.Catalog.UnpinAsync(product, pin, limit.Token);
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            // The catalog is away.
        }
    }
}
