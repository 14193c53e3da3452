using MeshStarter.Contracts;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Registration;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MeshStarter.Sdk.Ports.Table;

/// <summary>The products that one publisher could not publish: each is put off for a while, logged once, kept where its people see it, and reported to the catalog.</summary>
internal sealed partial class FailedPublishes(PublishingFailures failures, CatalogClient catalog, TimeProvider time, ILogger logger)
{
    /// <summary>What failed is tried again after so long.</summary>
    public static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);

    // The catalog hears of those that last: a publisher that another takes over from is none.
    private static readonly TimeSpan Passing = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan RepeatInterval = TimeSpan.FromHours(1);

    private readonly Dictionary<ProductMajorVersion, long> _failedAt = [];
    private readonly Dictionary<ProductMajorVersion, string> _reported = [];

    // Products that are known to be kept as published: another publisher may have left the others as failing.
    private readonly HashSet<ProductMajorVersion> _clear = [];

    /// <summary>The time until a product that failed is tried again; null when it did not fail.</summary>
    public TimeSpan? RetryIn(OwnProduct product) =>
        !_failedAt.TryGetValue(product.Id, out var failedAt) ? null
        : RetryDelay - time.GetElapsedTime(failedAt) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    /// <summary>Another publisher may have been at it since.</summary>
    public void BeginLease() => _clear.Clear();

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
            // It is tried again, and noted then.
        }
    }

    /// <summary>Notes that a product has nothing left that fails.</summary>
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
            // Its turn comes again, and ends it then.
            _failedAt[product.Id] = time.GetTimestamp();
            // What was published is; it is noted with the next turn.
        }
    }

    /// <summary>
    /// Reports to the catalog which products fail for longer than a moment, and which do not (any more), until it is cancelled. What the catalog has may be of
    /// a backup, or of a report that came late: each begins with all products, and again each hour.
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

                    // Where the answer is lost it is not known what the catalog has.
                    reported.Remove(product);
                    try
                    {
                        await catalog.ReportPublishingAsync(product.Product, new PublishingReport(product.Major, failing), cancellationToken);
                        reported[product] = failing;
                    }
                    catch (HttpRequestException exception) when (exception.StatusCode is not null)
                    {
                        // It answers, and takes what there is to report of the others.
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
