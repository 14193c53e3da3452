using MeshStarter.ServiceDefaults.Hosting;
using MeshStarter.ServiceDefaults.Start;

namespace MeshStarter.ServiceDefaults.Database;

/// <summary>Waits for the database's server and runs the migrations in the starting phase, which ends before any hosted service starts and before the server listens.</summary>
internal sealed class MigrationsAtStart(ServerAtStart server, MigrationRunner runner) : StartingService
{
    public override async Task StartingAsync(CancellationToken cancellationToken)
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
}
