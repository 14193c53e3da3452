using MeshStarter.Platform.Databases;
using MeshStarter.ServiceDefaults.Database;
using MeshStarter.ServiceDefaults.Start;
using Npgsql;

namespace MeshStarter.Platform.Setup.Databases;

/// <summary>Brings the roles and databases of any PostgreSQL server to what the settings say.</summary>
internal static class DatabaseSetup
{
    private const int LeastVersion = 140_000;

    // "mesh" in ASCII: setups of one server take turns.
    private const long TurnKey = 0x6D657368;

    /// <summary>The database whose migrations need the extension.</summary>
    private const string Catalog = "catalog";

    private static readonly TimeSpan TurnLimit = TimeSpan.FromMinutes(2);

    /// <summary>Executes what is missing, and writes a line about it and one for each thing that it may not change.</summary>
    /// <param name="access">The administrator's.</param>
    /// <param name="roles">The roles.</param>
    /// <param name="limit">How long the server may take to answer.</param>
    /// <param name="time">The clock.</param>
    /// <param name="output">Takes the lines.</param>
    /// <param name="cancellationToken">Ends it; what was done stays.</param>
    /// <exception cref="StartRefusedException">The server is away or old, or the administrator may not do it; the message says so and the fix.</exception>
    public static async Task RunAsync(AdministratorAccess access, WantedRoles roles, TimeSpan limit, TimeProvider time, TextWriter output, CancellationToken cancellationToken)
    {
        var server = AdministratorConnection.Read(access);
        await using var connection = await server.OpenAsync(limit, time, cancellationToken);
        int statements;
        bool hasCommitTimes;
        try
        {
            await TakeTurnAsync(connection, cancellationToken);
            var administrator = await ReadAdministratorAsync(connection, cancellationToken);
            var setup = new RoleSetup(connection, roles, administrator, server.OpenAsync);
            statements = await setup.ApplyAsync(cancellationToken);
            if (roles.Names.Contains(Catalog, StringComparer.Ordinal))
            {
                await setup.ExecuteInsideAsync(Catalog, "CREATE EXTENSION IF NOT EXISTS pg_trgm", cancellationToken);
            }

            hasCommitTimes = await HasCommitTimesAsync(connection, cancellationToken);
        }
        catch (PostgresException failed)
        {
            throw new StartRefusedException($"The server at {server.Address} refused a step of the setup: {Reason(failed)} ({failed.SqlState}). Fix: {Fix(failed)} Then start the setup again, which goes on where it stopped.", failed);
        }
        catch (HttpRequestException none)
        {
            throw new StartRefusedException($"Setting Mesh:Database:Credential: {none.Message} Then start the setup again, which goes on where it stopped.", none);
        }
        catch (Exception lost) when (lost.IsDatabaseFailure(cancellationToken))
        {
            throw new StartRefusedException($"The connection to {server.Address} was lost: {lost.Message} Start the setup again, which goes on where it stopped.", lost);
        }

        await output.WriteLineAsync($"Databases at {server.Address}: {string.Join(", ", roles.Names)}; statements executed: {statements}.");
        if (!hasCommitTimes)
        {
            await output.WriteLineAsync("Warning: track_commit_timestamp is off, which a setup may not change. Fix: set it to on in the server's configuration and restart the server, so that rows of transactions that overlap are published in the order of their commits.");
        }
    }

    private static async Task TakeTurnAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT pg_advisory_lock(@key)", connection) { CommandTimeout = (int)TurnLimit.TotalSeconds };
        command.Parameters.AddWithValue("key", TurnKey);
        try
        {
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (NpgsqlException waiting) when (waiting.InnerException is TimeoutException)
        {
            throw new StartRefusedException($"Another setup of this server is running for more than {TurnLimit.TotalMinutes} minutes. Fix: wait for its end or stop it, and start again.", waiting);
        }
    }

    private static async Task<Administrator> ReadAdministratorAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT rolname::text, rolsuper, rolcreaterole AND rolcreatedb, current_setting('server_version_num')::int, current_setting('server_version') FROM pg_roles WHERE rolname = current_user",
            connection);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        var (name, isSuperuser, makesRoles) = (row.GetString(0), row.GetBoolean(1), row.GetBoolean(2));
        return row.GetInt32(3) < LeastVersion ? throw new StartRefusedException($"The server is PostgreSQL {row.GetString(4)}. Fix: use version 14 or newer.")
            : isSuperuser || makesRoles ? new Administrator(isSuperuser, HasServerAlone: false)
            : throw new StartRefusedException($"Setting ConnectionStrings:server: the role {name} may not make roles and databases. Fix: give the server's administrator, or ALTER ROLE \"{name}\" CREATEROLE CREATEDB.");
    }

    private static async Task<bool> HasCommitTimesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SHOW track_commit_timestamp", connection);
        return await command.ExecuteScalarAsync(cancellationToken) is "on";
    }

    // The detail alone names the role.
    private static string Reason(PostgresException failed) => failed.Detail is { Length: > 0 } detail ? $"{failed.MessageText}: {detail.TrimEnd('.')}" : failed.MessageText;

    private static string Fix(PostgresException failed) => failed.SqlState switch
    {
        PostgresErrorCodes.InsufficientPrivilege =>
            "give ConnectionStrings:server a role with the rights for it. Since PostgreSQL 16 a role that another has made is changed after GRANT … TO … WITH ADMIN OPTION alone.",
        PostgresErrorCodes.UndefinedFile or PostgresErrorCodes.FeatureNotSupported => "permit the extension pg_trgm at the server; a hosted one has a list of permitted extensions (Azure: azure.extensions), Debian has it in postgresql-contrib.",
        _ when failed.MessageText.Contains(RolePlan.LabelProvider, StringComparison.Ordinal) =>
            "a PrincipalId is for Azure Database for PostgreSQL with sign-in by Microsoft Entra; at another server give Password in its place.",
        PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.ObjectInUse => "end other work at the server.",
        _ => "remove the reason.",
    };
}
