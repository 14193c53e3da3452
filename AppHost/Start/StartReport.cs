using System.Text;
using MeshStarter.AppHost.Settings;
using Microsoft.Extensions.Hosting;

namespace MeshStarter.AppHost.Start;

/// <summary>
/// Tells the newcomer what runs and where, what feeds it, and what to try: once all is healthy, or after a minute with
/// what is not.
/// </summary>
internal sealed class StartReport(
    MeshMap map, MeshSettings settings, MeshClient client, ResourceNotificationService notifications, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // What is not healthy after a while is said, and waited for all the same: a slow machine gets there.
        if (!await WaitForHealthAsync(Patience, stoppingToken))
        {
            Console.WriteLine(ResourceTable.Write(map, notifications));
            if (!await WaitForHealthAsync(Timeout.InfiniteTimeSpan, stoppingToken))
            {
                return;
            }
        }

        Console.WriteLine(ResourceTable.Write(map, notifications));
        var feed = new FeedReport(map, settings, client);
        Console.WriteLine(await feed.DescribeAsync(stoppingToken));
        Console.WriteLine($"Portal: {map.Portal.GetEndpoint("http").Url}");
        var sample = SampleAsync(stoppingToken);
        if (settings.SourceData is not null)
        {
            while (!await feed.IsCompleteAsync(stoppingToken))
            {
                await Task.Delay(Pause, time, stoppingToken);
            }

            Console.WriteLine(await feed.DescribeAsync(stoppingToken));
        }

        await sample;
    }

    // False when time is up, or when something can no longer become healthy.
    private async Task<bool> WaitForHealthAsync(TimeSpan limit, CancellationToken stoppingToken)
    {
        using var patience = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stoppingToken);
        try
        {
            await Task.WhenAll(map.All.Select(resource => notifications.WaitForResourceHealthyAsync(resource.Resource.Name, either.Token)));
            return true;
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            return false;
        }
        catch (DistributedApplicationException)
        {
            return false;
        }
    }

    private async Task SampleAsync(CancellationToken stoppingToken)
    {
        if (settings.Authority is not null)
        {
            return;
        }

        while (!await client.HasRowsAsync(SampleQuery.Product, stoppingToken))
        {
            await Task.Delay(Pause, time, stoppingToken);
        }

        var text = new StringBuilder().AppendLine().AppendLine("The same question, as two readers may see it:");
        foreach (var persona in new[] { "analyst", "orders-owner" })
        {
            text.AppendLine($"# as {persona}").AppendLine(SampleQuery.Curl(persona, map));
        }

        Console.WriteLine(text);
    }
}
