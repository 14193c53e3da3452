using System.Text;
using MeshStarter.AppHost.Settings;
using Microsoft.Extensions.Hosting;

namespace MeshStarter.AppHost.Start;

/// <summary>
/// Reports the resources and their addresses, the source of the data, and queries to try: once all are healthy, or after a minute with
/// those that are not. A resource that can no longer become healthy is named, and the report follows.
/// </summary>
internal sealed class StartReport(
    MeshMap map, MeshSettings settings, MeshClient client, EndedResources endings, ResourceNotificationService notifications, IHostApplicationLifetime lifetime, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ImportPause = TimeSpan.FromSeconds(1);

    // A simulator's rows are published within seconds; a mesh without one may never have any.
    private static readonly TimeSpan SoonRows = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SamplePatience = TimeSpan.FromMinutes(2);

    private readonly StartProgress _progress = new(time);

    // The query proxy generates it if none is given.
    private string Certificate => Path.Combine(settings.Data.Path, "certificates", "query.pem");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The first service to start is the last to stop: without this it would report on a mesh that has ended.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        try
        {
            await ReportStartAsync(stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The mesh is stopping; there is nothing to report.
        }
    }

    private async Task ReportStartAsync(CancellationToken stoppingToken)
    {
        // Unhealthy resources are named after a while, and the wait continues: a slow machine takes longer.
        if (!await WaitUntilCompletedAsync(Patience, stoppingToken))
        {
            Console.WriteLine(ResourceTable.Write(map, States()));
            await WaitUntilCompletedAsync(Timeout.InfiniteTimeSpan, stoppingToken);
        }

        // The catalog and the domains answer at the same time.
        var states = States();
        var orphaned = settings.Authority is null && IsHealthy(states, map.Catalog.Resource.Name) ? client.OrphanedAsync(stoppingToken) : Task.FromResult<IReadOnlyList<OrphanedDomain>>([]);
        var reports = await ServiceReports.FindAsync(map, states, client, stoppingToken);
        // A process may have ended while they were queried.
        states = States();
        Console.WriteLine(ResourceTable.Write(map, reports.Mark(states)) + reports.Rows());
        var ended = states.Where(state => state.Phase == ResourcePhase.Ended).ToList();
        if (states.All(state => state.Phase != ResourcePhase.Healthy) || states.Any(HasEndedForAll))
        {
            await Console.Error.WriteLineAsync($"The mesh cannot start: {Cause(ended)}. {Output(ended)} above; fix that and start again.");
            Environment.ExitCode = 1;
            lifetime.StopApplication();
            return;
        }

        if (ended.Count > 0)
        {
            Console.WriteLine($"Not all of the mesh runs: {Cause(ended)}. {Output(ended)} above; fix that and start again.");
        }

        foreach (var domain in await orphaned)
        {
            Console.WriteLine(domain);
        }

        // An import takes its time.
        var later = endings.ReportAsync(states, stoppingToken);
        await ReportAsync(states, stoppingToken);
        await later;
    }

    private async Task ReportAsync(IReadOnlyList<ResourceState> states, CancellationToken stoppingToken)
    {
        foreach (var service in map.Elsewhere)
        {
            Console.WriteLine($"Elsewhere: {service.Domain} at {service.Address}; mesh domain credentials {service.Domain} writes what its service needs.");
        }

        var feed = new FeedReport(map, settings, client);
        var (fed, last) = await feed.DescribeAsync(stoppingToken);
        if (map.Domains.Any(domain => IsHealthy(states, domain.Resource.Name)))
        {
            Console.WriteLine(fed);
        }

        if (IsHealthy(states, map.Portal.Resource.Name))
        {
            Console.WriteLine($"Portal: {map.Portal.GetEndpoint("http").Url}");
        }

        if (IsHealthy(states, map.Query.Resource.Name) && File.Exists(Certificate))
        {
            Console.WriteLine($"Certificate to trust at {map.Query.GetEndpoint("https").Url}: {Certificate}");
        }

        string[] queried = [map.Governance.Resource.Name, map.Catalog.Resource.Name, map.Query.Resource.Name, SampleQuery.Domain];
        var sample = queried.All(name => IsHealthy(states, name)) && settings.Authority is null ? SampleAsync(stoppingToken) : Task.CompletedTask;
        while (!last)
        {
            await Task.Delay(ImportPause, time, stoppingToken);
            if (States().FirstOrDefault(state => state.Phase == ResourcePhase.Ended && map.Domains.Any(domain => domain.Resource.Name == state.Name)) is { } gone)
            {
                Console.WriteLine($"The import stopped: {gone.Name} {gone.Text}. The next start goes on with it; rows that are there do not change.");
                break;
            }

            (fed, last) = await feed.DescribeAsync(stoppingToken);
            if (last)
            {
                Console.WriteLine(fed);
            }
        }

        await sample;
    }

    private static bool IsHealthy(IReadOnlyList<ResourceState> states, string resource) => states.Any(state => state.Name == resource && state.Phase == ResourcePhase.Healthy);

    private static string Cause(IReadOnlyList<ResourceState> ended) => string.Join(", ", Causes(ended).Select(state => $"{state.Name} {state.Text}"));

    private static string Output(IReadOnlyList<ResourceState> ended) => Causes(ended).Count == 1 ? "Its output is" : "Their output is";

    // Resources that ended by themselves; those that only waited for them are left out.
    private static IReadOnlyList<ResourceState> Causes(IReadOnlyList<ResourceState> ended) => ended.Where(state => state.HasRun).ToList() is { Count: > 0 } causes ? causes : ended;

    // Without these no resource becomes healthy: all others wait for them.
    private bool HasEndedForAll(ResourceState state) =>
        state.Phase == ResourcePhase.Ended && (state.Name == map.Postgres?.Resource.Name || state.Name == map.Setup?.Resource.Name || state.Name == map.Governance.Resource.Name);

    private IReadOnlyList<ResourceState> States() => map.States(notifications);

    // True once all are healthy, or the rest waits for ended resources; false after the timeout.
    private async Task<bool> WaitUntilCompletedAsync(TimeSpan limit, CancellationToken stoppingToken)
    {
        var started = time.GetTimestamp();
        // Two equal readings: a resource that has just been notified that another is healthy still waits for a moment.
        for (var completed = 0; completed < 2;)
        {
            if (limit != Timeout.InfiniteTimeSpan && time.GetElapsedTime(started) > limit)
            {
                return false;
            }

            var states = States();
            foreach (var news in _progress.News(states))
            {
                Console.WriteLine(news);
            }

            if (states.All(state => state.Phase == ResourcePhase.Healthy))
            {
                return true;
            }

            completed = states.Any(HasEndedForAll) || (states.Any(state => state.Phase == ResourcePhase.Ended) && states.All(state => state.Phase != ResourcePhase.Starting)) ? completed + 1 : 0;
            await Task.Delay(Pause, time, stoppingToken);
        }

        return true;
    }

    private async Task SampleAsync(CancellationToken stoppingToken)
    {
        var started = time.GetTimestamp();
        while (!await client.HasRowsAsync(SampleQuery.Product, stoppingToken))
        {
            // Each question is an entry of the audit trail.
            if (time.GetElapsedTime(started) is var waited && waited > SamplePatience)
            {
                return;
            }

            await Task.Delay(waited > SoonRows ? ImportPause : Pause, time, stoppingToken);
        }

        var text = new StringBuilder().AppendLine().AppendLine("The same question, as two readers may see it:");
        foreach (var persona in new[] { "analyst", "orders-owner" })
        {
            text.AppendLine($"# as {persona}").AppendLine(SampleQuery.Curl(persona, map));
        }

        Console.WriteLine(text);
    }
}
