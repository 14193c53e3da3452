using MeshStarter.Contracts;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Registration;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MeshStarter.Sdk.Ports.Table;

/// <summary>
/// The products that one relay could not publish: each is put off for a while, logged once, kept where its people see it (<see cref="PublishingFailures"/>), and
/// reported to the catalog.
/// </summary>
internal sealed partial class FailedPublishes(PublishingFailures failures, CatalogClient catalog, TimeProvider time, ILogger logger)
{
    /// <summary>What failed is tried again after so long.</summary>
    public static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);

    // The catalog hears of those that last: a relay that another takes over from is none.
    private static readonly TimeSpan Passing = TimeSpan.FromSeconds(10);

    private readonly Dictionary<ProductMajor, long> _failedAt = [];
    private readonly Dictionary<ProductMajor, string> _logged = [];

    // Products that are known to be kept, and reported, as published: another relay may have left the others as failing.
    private readonly HashSet<ProductMajor> _clear = [];

    /// <summary>The time until a product that failed is tried again; null when it did not fail.</summary>
    public TimeSpan? RetryIn(OwnProduct product) =>
        !_failedAt.TryGetValue(product.Id, out var failedAt) ? null
        : RetryDelay - time.GetElapsedTime(failedAt) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    /// <summary>Begins a term, in which nothing is known of what another relay did. Products that this service has no more do not fail.</summary>
    public async Task BeginTermAsync(IEnumerable<ProductMajor> own, CancellationToken cancellationToken)
    {
        _clear.Clear();
        foreach (var gone in await failures.EndOthersAsync(own, cancellationToken))
        {
            await TryAsync(() => ReportAsync(gone, null, cancellationToken), cancellationToken);
        }
    }

    /// <summary>Whether a product failed so lately that it is not tried again yet.</summary>
    public bool IsPutOff(OwnProduct product)
    {
        if (_failedAt.TryGetValue(product.Id, out var failedAt) && time.GetElapsedTime(failedAt) < RetryDelay)
        {
            return true;
        }

        _failedAt.Remove(product.Id);
        return false;
    }

    /// <summary>Notes that a product failed.</summary>
    /// <param name="product">The product.</param>
    /// <param name="position">How far its table has come; null where it could not be asked.</param>
    /// <param name="exception">Why.</param>
    /// <param name="cancellationToken">Ends the note.</param>
    public async Task AddAsync(OwnProduct product, long? position, Exception exception, CancellationToken cancellationToken)
    {
        _failedAt[product.Id] = time.GetTimestamp();
        _clear.Remove(product.Id);
        if (_logged.GetValueOrDefault(product.Id) != exception.Message)
        {
            LogFailed(logger, product.Id, _logged[product.Id] = exception.Message);
        }

        await TryAsync(
            async () =>
            {
                var since = await failures.AddAsync(product.Id, position, exception.Message, cancellationToken);
                if (since + Passing <= time.GetUtcNow())
                {
                    await ReportAsync(product.Id, since, cancellationToken);
                }
            },
            cancellationToken);
    }

    /// <summary>Notes that a product has nothing left that fails. The catalog is told also where it has not taken the failure: it may have, and its answer was lost.</summary>
    public async Task EndAsync(OwnProduct product, CancellationToken cancellationToken)
    {
        _logged.Remove(product.Id);
        if (!_clear.Contains(product.Id))
        {
            await TryAsync(
                async () =>
                {
                    await failures.EndAsync(product.Id, cancellationToken);
                    await ReportAsync(product.Id, null, cancellationToken);
                    _clear.Add(product.Id);
                },
                cancellationToken);
        }
    }

    private Task ReportAsync(ProductMajor product, DateTimeOffset? failingSince, CancellationToken cancellationToken) =>
        catalog.ReportPublishingAsync(product.Product, new PublishingReport(product.Major, failingSince), cancellationToken);

    // What cannot be noted now is noted with the next try, or with the next turn of the product.
    private static async Task TryAsync(Func<Task> note, CancellationToken cancellationToken)
    {
        try
        {
            await note();
        }
        catch (Exception exception) when (exception is NpgsqlException or IOException or HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
        }
    }

    [LoggerMessage(EventId = 3021, Level = LogLevel.Warning, Message = "{Product} was not published and is tried again: {Reason}")]
    private static partial void LogFailed(ILogger logger, ProductMajor product, string reason);
}
