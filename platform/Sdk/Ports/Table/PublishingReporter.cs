using MeshStarter.Contracts;
using MeshStarter.Sdk.Registration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MeshStarter.Sdk.Ports.Table;

/// <summary>Tells the catalog which products cannot be published, and when they can be again. It holds up no publish, and a successful one costs nothing.</summary>
internal sealed partial class PublishingReporter(PublishingFailures failures, CatalogClient catalog, TimeProvider time, ILogger<PublishingReporter> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private string? _told;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                foreach (var (product, failingSince) in await failures.UntoldAsync(stoppingToken))
                {
                    await catalog.ReportPublishingAsync(product.Product, new PublishingReport(product.Major, failingSince), stoppingToken);
                    await failures.ToldAsync(product, failingSince, stoppingToken);
                    _told = null;
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or NpgsqlException or IOException or TaskCanceledException && !stoppingToken.IsCancellationRequested)
            {
                if (_told != exception.Message)
                {
                    LogUntold(logger, _told = exception.Message);
                }
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(EventId = 3042, Level = LogLevel.Information, Message = "Which products cannot be published waits for the catalog: {Reason}")]
    private static partial void LogUntold(ILogger logger, string reason);
}
