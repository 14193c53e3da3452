using MeshStarter.Contracts;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Registration;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MeshStarter.Sdk.Ports.Table;

/// <summary>The products that one publisher failed to publish: each is delayed, logged once, stored for its owners, and reported to the catalog.</summary>
internal sealed partial class FailedPublishes(PublishingFailures failures, CatalogClient catalog, TimeProvider time, ILogger logger)
{
    /// <summary>The time until a failed product is tried again.</summary>
    public static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);

    // Only longer failures are reported to the catalog: a change of publisher is no failure.
    private static readonly TimeSpan Passing = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan RepeatInterval = TimeSpan.FromHours(1);

    private readonly Dictionary<ProductMajorVersion, long> _failedAt = [];
    private readonly Dictionary<ProductMajorVersion, string> _reported = [];

    // Products known to be stored as published: another publisher may have left others as failing.
    private readonly HashSet<ProductMajorVersion> _clear = [];

    /// <summary>The time until a product that failed is tried again; null when it did not fail.</summary>
    public TimeSpan? RetryIn(OwnProduct product) =>
        !_failedAt.TryGetValue(product.Id, out var failedAt) ? null
        : RetryDelay - time.GetElapsedTime(failedAt) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    /// <summary>Begins a lease: another publisher may have changed the stored failures since.</summary>
    public void BeginLease() => _clear.Clear();

    /// <summary>Whether a product failed so recently that it is not tried again yet.</summary>
    public bool IsPutOff(OwnProduct product)
    {
        if (RetryIn(product) > TimeSpan.Zero)
        {
            return true;
        }

        _failedAt.Remove(product.Id);
        return false;
    }

    /// <summary>Notes that a product failed.</summary>
    /// <param name="product">The product.</param>
    /// <param name="position">The table's position; null when it could not be read.</param>
    /// <param name="exception">The cause.</param>
    /// <param name="cancellationToken">Cancels the note.</param>
    public async Task AddAsync(OwnProduct product, long? position, Exception exception, CancellationToken cancellationToken)
    {
        _failedAt[product.Id] = time.GetTimestamp();
        _clear.Remove(product.Id);
        if (_reported.GetValueOrDefault(product.Id) != exception.Message)
        {
            LogFailed(logger, product.Id, _reported[product.Id] = exception.Message);
        }

        try
        {
            await failures.AddAsync(product.Id, position, exception.Message, cancellationToken);
        }
        catch (Exception unkept) when (unkept is NpgsqlException or IOException && !cancellationToken.IsCancellationRequested)
        {
            // The publish is tried again, and noted then.
        }
    }

    /// <summary>Notes that a product does not fail any more.</summary>
    public async Task EndAsync(OwnProduct product, CancellationToken cancellationToken)
    {
        _reported.Remove(product.Id);
        if (_clear.Contains(product.Id))
        {
            return;
        }

        try
        {
            await failures.EndAsync(product.Id, cancellationToken);
            _clear.Add(product.Id);
        }
        catch (Exception unkept) when (unkept is NpgsqlException or IOException && !cancellationToken.IsCancellationRequested)
        {
            // The publish is done; it is noted with the next turn, which comes again.
            _failedAt[product.Id] = time.GetTimestamp();
        }
    }

    /// <summary>
    /// Reports to the catalog the products that fail for longer than <see cref="Passing"/>, and those that no longer fail, until it is cancelled. The catalog's
    /// state may come from a backup, or from a late report: all products are reported at the start, and again each hour.
    /// </summary>
    public async Task ReportAsync(IReadOnlyList<OwnProduct> tables, CancellationToken cancellationToken)
    {
        Dictionary<ProductMajorVersion, DateTimeOffset?> reported = [];
        string? logged = null;
        for (var since = time.GetTimestamp(); ; await Task.Delay(Polling.FailedProducts, time, cancellationToken))
        {
            if (time.GetElapsedTime(since) >= RepeatInterval)
            {
                (reported, since) = ([], time.GetTimestamp());
            }

            try
            {
                var known = await failures.AllAsync(tables.Select(table => table.Id), cancellationToken);
                foreach (var product in tables.Select(table => table.Id).Union(known.Keys))
                {
                    var failing = known.GetValueOrDefault(product);
                    if (failing > time.GetUtcNow() - Passing || (reported.TryGetValue(product, out var before) && before == failing))
                    {
                        continue;
                    }

                    // When the answer is lost, the catalog's state is unknown.
                    reported.Remove(product);
                    try
                    {
                        await catalog.ReportPublishingAsync(product.Product, new PublishingReport(product.Major, failing), cancellationToken);
                        reported[product] = failing;
                    }
                    catch (HttpRequestException exception) when (exception.StatusCode is not null)
                    {
                        // The catalog answers, and takes the reports of other products.
                        Log($"{product}: {exception.Message}");
                    }
                }
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                Log(exception.Message);
            }
        }

        void Log(string reason)
        {
            if (logged != reason)
            {
                LogUnreported(logger, logged = reason);
            }
        }
    }

    [LoggerMessage(EventId = 3042, Level = LogLevel.Information, Message = "Which products cannot be published waits for the catalog: {Reason}")]
    private static partial void LogUnreported(ILogger logger, string reason);

    [LoggerMessage(EventId = 3021, Level = LogLevel.Warning, Message = "{Product} was not published and is tried again: {Reason}")]
    private static partial void LogFailed(ILogger logger, ProductMajorVersion product, string reason);
}
