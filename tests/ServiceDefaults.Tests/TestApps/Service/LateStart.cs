namespace MeshStarter.Service;

/// <summary>Fails a start as a call does that took too long.</summary>
internal sealed class LateStart : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => throw new TaskCanceledException("the other side is late");

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
