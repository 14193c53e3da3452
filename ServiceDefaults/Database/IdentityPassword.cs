using MeshStarter.ServiceDefaults.Identity.Platform;
using MeshStarter.ServiceDefaults.Start;
using Npgsql;

namespace MeshStarter.ServiceDefaults.Database;

/// <summary>Gives the token of a managed identity as the password of a connection, as Azure Database for PostgreSQL takes it.</summary>
public static class IdentityPassword
{
    private const string Scope = "https://ossrdbms-aad.database.windows.net/.default";

    /// <summary>Requests it. Each connection that is opened has one that is valid for further five minutes.</summary>
    /// <param name="identity">The identity.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="HttpRequestException">The platform gives none.</exception>
    public static async ValueTask<string> RequestAsync(ManagedIdentityTokens identity, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(identity);
        return (await identity.RequestAsync(Scope, cancellationToken)).AccessToken;
    }

    /// <summary>Refuses a connection string with a password, which would be used in place of the token.</summary>
    /// <param name="connection">The connection string.</param>
    /// <param name="setting">The setting that has it.</param>
    /// <exception cref="StartRefusedException">It has one.</exception>
    public static void RequireNone(NpgsqlConnectionStringBuilder connection, string setting)
    {
        ArgumentNullException.ThrowIfNull(connection);
        if (!string.IsNullOrEmpty(connection.Password) || !string.IsNullOrEmpty(connection.Passfile))
        {
            throw new StartRefusedException($"Setting {setting} has a password, and Mesh:Database:Credential is ManagedIdentity: the identity's token is the password. Leave Password and Passfile out.");
        }
    }

    /// <summary>Has each connection that is opened request its password. Npgsql opens some synchronously.</summary>
    internal static void UseIdentity(this NpgsqlDataSourceBuilder source, ManagedIdentityTokens identity, string setting)
    {
        RequireNone(source.ConnectionStringBuilder, setting);
        source.UsePasswordProvider(_ => identity.Request(Scope).AccessToken, (_, cancellationToken) => RequestAsync(identity, cancellationToken));
    }
}
