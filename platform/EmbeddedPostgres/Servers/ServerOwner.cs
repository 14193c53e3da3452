using System.Globalization;
using MeshStarter.EmbeddedPostgres.Accounts;
using MeshStarter.EmbeddedPostgres.Binaries;
using MeshStarter.EmbeddedPostgres.Clusters;
using MeshStarter.EmbeddedPostgres.Homes;
using MeshStarter.EmbeddedPostgres.Roles;
using Npgsql;

namespace MeshStarter.EmbeddedPostgres.Servers;

/// <summary>Owns the server from the first look at the disk to its end.</summary>
internal sealed class ServerOwner(
    EmbeddedPostgresOptions options, ServerState state, Superuser superuser, IHostApplicationLifetime lifetime, ILogger<ServerOwner> logger)
    : BackgroundService
{
    private static readonly TimeSpan ReadyPoll = TimeSpan.FromMilliseconds(25);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            // Only once the health endpoint has its port: a start that fails there leaves no trace.
            await StartedAsync(stoppingToken);
            await OwnAsync(lifetime.ApplicationStopping);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Stopped during the start.
        }
        catch (StartRefusedException refused)
        {
            state.ExitCode = 1;
            await Console.Error.WriteLineAsync(refused.Message);
            lifetime.StopApplication();
        }
    }

    private async Task OwnAsync(CancellationToken stopping)
    {
        var account = await ServerAccount.ChooseAsync(options.User, stopping);
        var finder = new HomeFinder(options, account);
        finder.PrepareDataFolder();
        using var owner = TakeLock();
        var home = await finder.FindAsync(stopping);

        // Up to here nothing of the server's was touched, and nothing is when these two refuse.
        int? majorOfData = ServerLayout.MajorOfData(home);
        var installed = await BinariesChoice.ChooseAsync(options.Binaries, home.Cluster, majorOfData, stopping);

        if (finder.Outside is { } outside)
            logger.LiesOutside(outside.Folder, account.Name, options.DataFolder, outside.RemoveCommand);
        var leftover = new LeftoverServer(home, account);
        if (await leftover.EndAsync(stopping) is { } process)
            logger.EndedLeftover(process);
        LoopbackPort.RequireFree(options.Port);

        var files = new AccountFiles(account);
        await files.RemoveAsync(home.Abandoned(), stopping);
        var binaries = await new BinariesCopy(home, account).ReachableAsync(installed, stopping);
        if (majorOfData is null)
            await new ClusterFactory(home, account, binaries).CreateAsync(options.Password, stopping);
        await files.WriteAsync(
            Path.Combine(home.Cluster, "postgresql.conf"), ServerConfiguration.PostgresqlConf(options.Port, binaries.Major, LoopbackPort.HasIPv6), stopping);
        await files.WriteAsync(Path.Combine(home.Cluster, "pg_hba.conf"), ServerConfiguration.PgHbaConf, stopping);

        try
        {
            await RunAsync(binaries, home, account, stopping);
        }
        finally
        {
            state.IsReady = false;
            await leftover.EndAsync(CancellationToken.None); // whoever ended the watchdog, the server ends as well
        }
    }

    private async Task RunAsync(PostgresBinaries binaries, ServerHome home, ServerAccount account, CancellationToken stopping)
    {
        if (!await ServeAsync(binaries, home, account, stopping))
        {
            // The data knows another superuser's password than the settings: it was made anew, or rotated.
            if (await superuser.ResetPasswordAsync(binaries, home, account, stopping) is { } failed)
                throw new StartRefusedException(
                    $"Mesh:Postgres:Password: the data in {home.Cluster} knows another password, and it could not be changed ({failed}). Fix: give the password that it was made with.");
            logger.PasswordReset();
            if (!await ServeAsync(binaries, home, account, stopping))
                throw new StartRefusedException("Mesh:Postgres:Password: the server refuses it right after it was set. Fix: report this; the data is untouched.");
        }
    }

    /// <summary>Runs the server until the mesh stops; false when it refused the superuser's password.</summary>
    private async Task<bool> ServeAsync(PostgresBinaries binaries, ServerHome home, ServerAccount account, CancellationToken stopping)
    {
        var log = new ServerLog(logger);
        await using var server = IServerProcess.Start(binaries, home, account, log);
        try
        {
            await using (var connection = await ConnectAsync(server, log, stopping))
            {
                if (connection is null)
                    return false;
                await new RoleSetup(connection, options.Databases).ApplyAsync(stopping);
            }

            state.IsReady = true;
            logger.Ready(binaries.Version, options.Port, options.Databases.Count, home.Folder);
            int code = await server.Exited.WaitAsync(stopping);
            throw new StartRefusedException($"PostgreSQL ended by itself (exit code {code}: {log.Reason}). Its data is safe. Fix: start the mesh again, which recovers it.");
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            state.IsReady = false;
            await server.StopAsync();
            logger.Stopped();
            return true;
        }
        catch (NpgsqlException failed) when (server.Exited.IsCompleted)
        {
            throw new StartRefusedException($"PostgreSQL ended during the start ({log.Reason}). Its data is safe. Fix: start the mesh again.", failed);
        }
    }

    /// <summary>Waits until the server lets the superuser in, however long it recovers; null when it refuses the password.</summary>
    private async Task<NpgsqlConnection?> ConnectAsync(IServerProcess server, ServerLog log, CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                return await superuser.OpenAsync(stopping);
            }
            catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InvalidPassword)
            {
                return null;
            }
            catch (Exception notYet) when (notYet is NpgsqlException or TimeoutException)
            {
                if (server.Exited.IsCompleted)
                    throw new StartRefusedException(
                        $"Mesh:Postgres:Port: PostgreSQL does not start on port {options.Port.ToString(CultureInfo.InvariantCulture)} ({log.Reason}). Fix: see its reason; the data is untouched.", notYet);
                await Task.Delay(ReadyPoll, stopping);
            }
        }
    }

    private OwnerLock TakeLock()
    {
        try
        {
            return OwnerLock.Take(options.DataFolder);
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new StartRefusedException(
                $"Mesh:Data: {options.DataFolder} cannot be written ({refused.Message}) Fix: make it writable for {Environment.UserName}, or set Mesh:Data to another folder.", refused);
        }
    }

    private async Task StartedAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var onStart = lifetime.ApplicationStarted.Register(started.SetResult);
        await using var onStop = stoppingToken.Register(() => started.TrySetCanceled(stoppingToken));
        await started.Task;
    }
}
