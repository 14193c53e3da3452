using MeshStarter.Platform.Databases;
using MeshStarter.ServiceDefaults.Database;
using MeshStarter.ServiceDefaults.Identity.Platform;
using MeshStarter.ServiceDefaults.Start;
using Npgsql;

namespace MeshStarter.Platform.Setup.Databases;

/// <summary>The administrator's way to the server.</summary>
internal sealed class AdministratorConnection
{
    private const string Setting = "ConnectionStrings:server";

    private readonly NpgsqlConnectionStringBuilder _settings;

    private readonly ManagedIdentityTokens? _identity;

    private AdministratorConnection(NpgsqlConnectionStringBuilder settings, ManagedIdentityTokens? identity) => (_settings, _identity) = (settings, identity);

    /// <summary>The server's host and port, as messages name it.</summary>
    public string Address => $"{_settings.Host}:{_settings.Port}";

    private string Fix => _identity is null ? "give the name and the password of the server's administrator." : "make the identity an Entra administrator of the server, and give its name as Username.";

    /// <summary>Reads a connection string.</summary>
    /// <param name="access">The connection string, and the identity whose token is the password.</param>
    /// <exception cref="StartRefusedException">It cannot be read, names no host or user, or has a password alongside an identity.</exception>
    public static AdministratorConnection Read(AdministratorAccess access)
    {
        var settings = Settings(access.ConnectionString);
        if (access.Identity is not null)
        {
            IdentityPassword.RequireNone(settings, Setting);
        }

        return new AdministratorConnection(settings, access.Identity);
    }

    private static NpgsqlConnectionStringBuilder Settings(string connectionString)
    {
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, ApplicationName = "meshstarter-setup", IncludeErrorDetail = true };
            settings.Database ??= "postgres";
            return settings is { Host.Length: > 0, Username.Length: > 0 }
                ? settings
                : throw new StartRefusedException($"Setting {Setting}: it has no Host or no Username. Fix: Host=db.example.org;Username=…;Password=…;SSL Mode=VerifyFull.");
        }
        catch (ArgumentException unreadable)
        {
            // The exception's message may repeat a part of the value, such as the end of a password with a semicolon.
            throw new StartRefusedException($"Setting {Setting}: it is no PostgreSQL connection string. Put a value with a semicolon or an equals sign in quotes. Fix: Host=db.example.org;Username=…;Password=\"…\";SSL Mode=VerifyFull.", unreadable);
        }
    }

    /// <summary>Opens a connection as soon as the server answers.</summary>
    /// <param name="limit">The longest wait.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="StartRefusedException">The server did not answer in time, or refused the administrator.</exception>
    public async Task<NpgsqlConnection> OpenAsync(TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            return await StartWait.AnswerAsync(() => OpenAsync(_settings.Database!, cancellationToken), failure => IsNotYet(failure, cancellationToken), limit, time, cancellationToken);
        }
        catch (PostgresException refused) when (IsRefusal(refused))
        {
            throw new StartRefusedException($"Setting {Setting}: {Address} refused {_settings.Username}: {refused.MessageText}. Fix: {Fix}", refused);
        }
        catch (HttpRequestException none)
        {
            throw new StartRefusedException($"Setting Mesh:Database:Credential: {none.Message}", none);
        }
        catch (Exception away) when (away.IsDatabaseFailure(cancellationToken))
        {
            throw new StartRefusedException($"Setting {Setting}: {Address} did not answer within {limit.TotalSeconds} s: {away.Message} Fix: start it, correct the address, or give it longer with Mesh:Database:StartTimeout.", away);
        }
    }

    // Whether a later try may succeed: the server does not answer yet, or the platform gives no token of the identity yet.
    private static bool IsNotYet(Exception failure, CancellationToken cancellationToken) =>
        failure is HttpRequestException || (failure.IsDatabaseFailure(cancellationToken) && !IsRefusal(failure));

    // Whether the server refuses the administrator: one that starts or stops, or has no room now, accepts it later.
    private static bool IsRefusal(Exception failure) => failure is PostgresException
    {
        SqlState: not (PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown),
    };

    /// <summary>Opens a connection to another database.</summary>
    /// <exception cref="HttpRequestException">The platform gives no token of the identity.</exception>
    public async Task<NpgsqlConnection> OpenAsync(string database, CancellationToken cancellationToken)
    {
        var settings = _identity is null ? _settings : new NpgsqlConnectionStringBuilder(_settings.ConnectionString) { Password = await IdentityPassword.RequestAsync(_identity, cancellationToken) };
        return await ServerConnection.OpenAsync(settings.ConnectionString, database, cancellationToken);
    }
}
