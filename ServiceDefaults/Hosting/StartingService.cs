using Microsoft.Extensions.Hosting;

namespace MeshStarter.ServiceDefaults.Hosting;

/// <summary>Does its work in the starting phase of a host, which ends before any hosted service starts and before the server listens; the other phases do nothing.</summary>
public abstract class StartingService : IHostedLifecycleService
{
    /// <inheritdoc/>
    public abstract Task StartingAsync(CancellationToken cancellationToken);

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public virtual Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
