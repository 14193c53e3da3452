using MeshStarter.Contracts.Products;
using MeshStarter.Sdk.Products;

namespace MeshStarter.Sdk.Outbox;

/// <summary>
/// Looks through products, one after another, when rows come and when their work is due. Failed work is reported once, is tried again, and delays no other
/// product.
/// </summary>
/// <param name="signal">Wakes the rounds when rows come.</param>
/// <param name="time">The clock.</param>
/// <param name="pause">The pause between two rounds.</param>
/// <param name="retryPause">The time until failed work is due again.</param>
/// <param name="report">Reports why the work of a product failed.</param>
internal sealed class ProductRounds(OutboxSignal signal, TimeProvider time, TimeSpan pause, TimeSpan retryPause, Action<ProductMajorVersion, Exception> report)
{
    // For rounds without urgent work.
    private static readonly Task Never = new TaskCompletionSource().Task;

    // A clock that is set back leaves times behind that are further ahead than a timer counts.
    private static readonly TimeSpan LongestIdle = TimeSpan.FromDays(1);

    // A product's failure is reported once, not with every try.
    private readonly Dictionary<ProductMajorVersion, string> _reported = [];

    /// <summary>Ends a wait at once, also the pause between two rounds; null when no work is so urgent.</summary>
    public MaintenanceSignal? Urgent { get; init; }

    /// <summary>Runs until it is cancelled.</summary>
    /// <param name="products">The products.</param>
    /// <param name="work">Does the work of a product that is due, and returns when more may be due even without new rows.</param>
    /// <param name="cancellationToken">Cancels the rounds.</param>
    public async Task RunAsync(IReadOnlyList<OwnProduct> products, Func<OwnProduct, CancellationToken, Task<DateTimeOffset>> work, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (next, urgent) = (signal.Next, Urgent?.Next ?? Never);
            var due = DateTimeOffset.MaxValue;
            foreach (var product in products)
            {
                due = await RunAsync(product, work, cancellationToken) is var dueOfProduct && dueOfProduct < due ? dueOfProduct : due;
            }

            using (var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
            {
                // Where nothing is due, only rows and the cancellation end the wait.
                var idle = due == DateTimeOffset.MaxValue ? Timeout.InfiniteTimeSpan : TimeSpan.FromTicks(Math.Clamp((due - time.GetUtcNow()).Ticks, 0, LongestIdle.Ticks));
                await Task.WhenAny(next, urgent, Task.Delay(idle, time, waiting.Token));
                await Task.WhenAny(urgent, Task.Delay(pause, time, waiting.Token));
                await waiting.CancelAsync();
            }

            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private async Task<DateTimeOffset> RunAsync(OwnProduct product, Func<OwnProduct, CancellationToken, Task<DateTimeOffset>> work, CancellationToken cancellationToken)
    {
        try
        {
            var due = await work(product, cancellationToken);
            _reported.Remove(product.Id);
            return due;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            if (_reported.GetValueOrDefault(product.Id) != exception.Message)
            {
                _reported[product.Id] = exception.Message;
                report(product.Id, exception);
            }

            return time.GetUtcNow() + retryPause;
        }
    }
}
