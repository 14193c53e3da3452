using MeshStarter.Platform.Databases;
using MeshStarter.ServiceDefaults.Start;
using Npgsql;

namespace MeshStarter.Platform.Setup.Databases;

/// <summary>The administrator's way to the server.</summary>
internal sealed class AdministratorConnection
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly NpgsqlConnectionStringBuilder _settings;

    private AdministratorConnection(NpgsqlConnectionStringBuilder settings) => _settings = settings;

    /// <summary>The server's host and port, as messages name it.</summary>
    public string Address => $"{_settings.Host}:{_settings.Port}";

    /// <summary>Reads a connection string.</summary>
    /// <exception cref="StartRefusedException">It cannot be read, or names no host or user.</exception>
    public static AdministratorConnection Read(string connectionString)
    {
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, ApplicationName = "meshstarter-setup" };
            settings.Database ??= "postgres";
            return settings is { Host.Length: > 0, Username.Length: > 0 }
                ? new AdministratorConnection(settings)
                : throw new StartRefusedException("Setting ConnectionStrings:server: it has no Host or no Username. Fix: Host=db.example.org;Username=…;Password=…;SSL Mode=VerifyFull.");
        }
        catch (ArgumentException unreadable)
        {
            throw new StartRefusedException($"Setting ConnectionStrings:server: {unreadable.Message} Fix: Host=db.example.org;Username=…;Password=…;SSL Mode=VerifyFull.", unreadable);
        }
    }

    /// <summary>Opens a connection as soon as the server answers.</summary>
    /// <param name="limit">The longest wait.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="StartRefusedException">The server did not answer in time, or refused the administrator.</exception>
    public async Task<NpgsqlConnection> OpenAsync(TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        long began = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await OpenAsync(_settings.Database!, cancellationToken);
            }
            catch (PostgresException refused) when (refused.SqlState is not PostgresErrorCodes.CannotConnectNow)
            {
                throw new StartRefusedException($"Setting ConnectionStrings:server: {Address} refused {_settings.Username}: {refused.MessageText}. Fix: give the name and the password of the server's administrator.", refused);
            }
            catch (NpgsqlException away) when (time.GetElapsedTime(began) >= limit)
            {
                throw new StartRefusedException($"Setting ConnectionStrings:server: {Address} did not answer within {limit.TotalSeconds} s: {away.Message} Fix: start it, correct the address, or give it longer with Mesh:Database:StartTimeout.", away);
            }
            catch (NpgsqlException)
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    /// <summary>Opens a connection to another database.</summary>
    public Task<NpgsqlConnection> OpenAsync(string database, CancellationToken cancellationToken) => ServerConnection.OpenAsync(_settings.ConnectionString, database, cancellationToken);
}
