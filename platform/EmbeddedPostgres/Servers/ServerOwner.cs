using MeshStarter.EmbeddedPostgres.Accounts;
using MeshStarter.EmbeddedPostgres.Binaries;
using MeshStarter.EmbeddedPostgres.Clusters;
using MeshStarter.EmbeddedPostgres.Homes;
using MeshStarter.Platform.Databases;
using Npgsql;

namespace MeshStarter.EmbeddedPostgres.Servers;

/// <summary>Owns the server from the first look at the disk to its end.</summary>
internal sealed class ServerOwner(
    EmbeddedPostgresOptions options, ServerState state, Superuser superuser, IHostApplicationLifetime lifetime, ILogger<ServerOwner> logger)
    : BackgroundService
{
    private static readonly TimeSpan ReadyPoll = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            // Only once the health endpoint has its port: a start that fails there leaves no trace.
            await StartedAsync(stoppingToken);
            await OwnAsync(lifetime.ApplicationStopping);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested || lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Stopped during the start, or the health endpoint did not come up.
        }
        catch (StartRefusedException refused)
        {
            state.ExitCode = 1;
            await Console.Error.WriteLineAsync(refused.Message);
            lifetime.StopApplication();
        }
        catch (Exception defect)
        {
            state.ExitCode = 1;
            logger.Failed(defect);
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
        {
            logger.IsOutside(outside.Folder, account.Name, options.DataFolder, outside.RemoveCommand);
        }

        var leftover = new LeftoverServer(home, account);
        if (await leftover.EndAsync(stopping) is { } process)
        {
            logger.EndedLeftover(process);
        }

        if (LoopbackPort.Problem(options.Port) is { } problem)
        {
            throw new StartRefusedException($"Mesh:Postgres:Port: port {options.Port} on loopback cannot be used ({problem}). Fix: end what listens there, or give another port.");
        }

        var files = new AccountFiles(account);
        await files.RemoveAsync(home.Abandoned(), stopping);
        var binaries = await new BinariesCopy(home, account).ReachableAsync(installed, stopping);
        if (majorOfData is null)
        {
            await new ClusterFactory(home, account, binaries).CreateAsync(options, stopping);
        }

        await files.WriteAsync(
            Path.Combine(home.Cluster, "postgresql.conf"), ServerConfiguration.PostgresqlConf(options.Port, binaries.Major, LoopbackPort.HasIPv6, options.Roles.Names.Count), stopping);
        await files.WriteAsync(Path.Combine(home.Cluster, "pg_hba.conf"), ServerConfiguration.PgHbaConf(options.Roles.Migrations.Keys), stopping);

        try
        {
            await RunAsync(binaries, home, account, stopping);
        }
        finally
        {
            state.IsReady = false;
            await leftover.EndAsync(CancellationToken.None); // the server ends as well, whatever ended the watchdog
        }
    }

    private async Task RunAsync(PostgresBinaries binaries, ServerHome home, ServerAccount account, CancellationToken stopping)
    {
        if (!await ServeAsync(binaries, home, account, stopping))
        {
            // The data knows another superuser's password than the settings: it was made again, or rotated.
            if (await superuser.ResetPasswordAsync(binaries, home, account, stopping) is { } failed)
            {
                throw new StartRefusedException(
                    $"Mesh:Postgres:Password: the data in {home.Cluster} knows another password, and it could not be changed ({failed}). Fix: give the password that it was made with.");
            }

            logger.PasswordReset();
            if (!await ServeAsync(binaries, home, account, stopping))
            {
                throw new StartRefusedException("Mesh:Postgres:Password: the server refuses it right after it was set. Fix: report this; the data is untouched.");
            }
        }
    }

    /// <summary>Runs the server until the mesh stops; false when it refused the superuser's password.</summary>
    private async Task<bool> ServeAsync(PostgresBinaries binaries, ServerHome home, ServerAccount account, CancellationToken stopping)
    {
        var log = new ServerLog(logger);
        await using var server = IServerProcess.Start(binaries, home, account, log);
        try
        {
            await using (var connection = await ConnectAsync(server, log, home, stopping))
            {
                if (connection is null)
                {
                    return false;
                }

                var roles = new RoleSetup(connection, options.Roles, Administrator.OfOwnServer, superuser.OpenAsync);
                await roles.ApplyAsync(stopping);
                state.IsReady = true;
                logger.Ready(binaries.Version, options.Port, options.Roles.Passwords.Count, home.Folder);
                await roles.CompleteAsync(stopping);
            }

            int code = await server.Exited.WaitAsync(stopping);
            throw new StartRefusedException($"PostgreSQL ended by itself (exit code {code}: {log.Reason}). Its data is safe. Fix: {Before(log)}start the mesh again, which recovers it.");
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            state.IsReady = false;
            if (await server.StopAsync())
            {
                logger.Stopped();
            }
            else
            {
                logger.StoppedByForce();
            }

            return true;
        }
        catch (NpgsqlException failed)
        {
            bool hasEnded = await Task.WhenAny(server.Exited, Task.Delay(EndPatience, stopping)) == server.Exited;
            throw new StartRefusedException(
                hasEnded
                    ? $"PostgreSQL ended during the start ({log.Reason}). Its data is safe. Fix: {Before(log)}start the mesh again."
                    : $"Mesh:Postgres:Databases: the roles and databases could not be set up ({failed.Message}). Fix: remove its reason and start again, which goes on where this start stopped.",
                failed);
        }
    }

    /// <summary>Waits until the server lets the superuser in, however long it recovers; null when it refuses the password.</summary>
    private async Task<NpgsqlConnection?> ConnectAsync(IServerProcess server, ServerLog log, ServerHome home, CancellationToken stopping)
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
            catch (PostgresException refused) when (!IsTransient(refused))
            {
                throw new StartRefusedException($"Mesh:Data: PostgreSQL does not let its superuser in ({refused.Message}). Fix: undo what was changed in it by hand, or restore it.", refused);
            }
            catch (Exception notYet) when (notYet is NpgsqlException or TimeoutException)
            {
                if (server.Exited.IsCompleted)
                {
                    throw new StartRefusedException(
                        $"Mesh:Data: PostgreSQL does not start on its data in {home.Cluster} ({log.Reason}). Fix: {Before(log, "remove its reason and ")}start again.", notYet);
                }

                await Task.Delay(ReadyPoll, stopping);
            }
        }
    }

    private static string Before(ServerLog log, string otherwise = "") => log.IsDiskFull ? "make room on its disk and " : otherwise;

    /// <summary>Whether the server starts, recovers or is full.</summary>
    private static bool IsTransient(PostgresException refused) =>
        refused.SqlState is PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown;

    private OwnerLock TakeLock()
    {
        try
        {
            return OwnerLock.Take(options.DataFolder);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException(
                $"Mesh:Data: {options.DataFolder} cannot be written ({refused.Message}) Fix: make room on its disk or make it writable for {Environment.UserName}, or set Mesh:Data to another folder.", refused);
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
