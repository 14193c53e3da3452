using MeshStarter.Contracts;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Registration;
using Microsoft.Extensions.Logging;

namespace MeshStarter.Sdk.Ports.Table;

/// <summary>
/// Tells the catalog which products cannot be published, and when they can be again. It holds up no publish, and a successful one costs nothing. Only who relays
/// does so, so that what it says comes in order.
/// </summary>
internal sealed partial class PublishingReporter(OwnProducts products, PublishingFailures failures, CatalogClient catalog, TimeProvider time, ILogger<PublishingReporter> logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    // What the catalog holds may be of a backup, or of a word that came late from a process that stood still.
    private static readonly TimeSpan Anew = TimeSpan.FromHours(1);

    private string? _told;

    /// <summary>Runs until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        long? toldAnewAt = null;
        while (true)
        {
            try
            {
                if (toldAnewAt is not { } at || time.GetElapsedTime(at) >= Anew)
                {
                    await failures.TellAnewAsync(products.All.Where(product => product.HasTable).Select(product => product.Id), cancellationToken);
                    toldAnewAt = time.GetTimestamp();
                }

                foreach (var (product, failingSince) in await failures.UntoldAsync(cancellationToken))
                {
                    await TellAsync(product, failingSince, cancellationToken);
                }
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                Waits(exception.Message);
            }

            await Task.Delay(Interval, time, cancellationToken);
        }
    }

    private async Task TellAsync(ProductMajor product, DateTimeOffset? failingSince, CancellationToken cancellationToken)
    {
        try
        {
            await catalog.ReportPublishingAsync(product.Product, new PublishingReport(product.Major, failingSince), cancellationToken);
        }
        catch (HttpRequestException exception) when (exception.StatusCode is not null)
        {
            // It answers, and takes what there is to say of the others.
            Waits($"{product}: {exception.Message}");
            return;
        }

        await failures.ToldAsync(product, failingSince, cancellationToken);
        _told = null;
    }

    private void Waits(string reason)
    {
        if (_told != reason)
        {
            LogUntold(logger, _told = reason);
        }
    }

    [LoggerMessage(EventId = 3042, Level = LogLevel.Information, Message = "Which products cannot be published waits for the catalog: {Reason}")]
    private static partial void LogUntold(ILogger logger, string reason);
}
