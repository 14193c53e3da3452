using MeshStarter.ServiceDefaults.Start;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MeshStarter.ServiceDefaults.Hosting;

/// <summary>
/// Ends a service whose background work fails, with one line on stderr and exit code 1. The host alone would stop as if it had been
/// requested to, with exit code 0.
/// </summary>
internal sealed class BackgroundFaults(IServiceProvider services, IHostApplicationLifetime lifetime, IHostEnvironment environment) : StartingService
{
    public override Task StartingAsync(CancellationToken cancellationToken)
    {
        var retried = services.GetService<IRetriedWork>();
        var work = services.GetServices<IHostedService>().OfType<BackgroundService>().Where(each => retried?.IsRetried(each) != true).ToList();
        // Registered first in a stop, and in a start that is interrupted: later failures are caused by the stop.
        lifetime.ApplicationStopping.Register(() => Report(work));
        return Task.CompletedTask;
    }

    private void Report(List<BackgroundService> work)
    {
        foreach (var failed in work)
        {
            if (failed.ExecuteTask?.Exception?.GetBaseException() is not { } why)
            {
                continue;
            }

            Environment.ExitCode = 1;
            Console.Error.WriteLine(StartRefusal.Line(why) ?? $"{environment.ApplicationName} ends: {failed.GetType().Name} failed: {why.GetType().Name}: {why.Message.ReplaceLineEndings(" ")}");
        }

        StartRefusal.StopWasRequested();
    }
}
