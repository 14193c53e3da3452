using MeshStarter.ServiceDefaults.Start;
using Microsoft.Extensions.Hosting;

namespace MeshStarter.ServiceDefaults.Database;

/// <summary>Waits for the database's server and runs the migrations in the starting phase, which ends before any hosted service starts and before the server listens.</summary>
internal sealed class MigrationsAtStart(ServerAtStart server, MigrationRunner runner) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await server.WaitAsync(cancellationToken);
        try
        {
            await runner.RunAsync(cancellationToken);
        }
        catch (MigrationException failed)
        {
            throw new StartRefusedException(failed.Message, failed);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
