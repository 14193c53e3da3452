using MeshStarter.ServiceDefaults.Start;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MeshStarter.ServiceDefaults.Hosting;

/// <summary>
/// A service whose background work fails ends, and says so: one line on stderr and exit code 1. The host by itself stops as if it had
/// been asked to, with exit code 0.
/// </summary>
internal sealed class BackgroundFaults(IServiceProvider services, IHostApplicationLifetime lifetime, IHostEnvironment environment) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        var work = services.GetServices<IHostedService>().OfType<BackgroundService>().ToList();
        // The first thing in a stop, and in a start that is truncated: what fails later fails because of that.
        lifetime.ApplicationStopping.Register(() => Report(work));
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Report(List<BackgroundService> work)
    {
        foreach (var failed in work)
        {
            if (failed.ExecuteTask?.Exception?.GetBaseException() is not { } why)
                continue;
            Environment.ExitCode = 1;
            Console.Error.WriteLine(StartRefusal.Line(why) ?? $"{environment.ApplicationName} ends: {failed.GetType().Name} failed: {why.GetType().Name}: {why.Message.ReplaceLineEndings(" ")}");
        }

        StartRefusal.StopWasRequested();
    }
}
