using MeshStarter.EmbeddedPostgres.Accounts;
using MeshStarter.EmbeddedPostgres.Binaries;
using MeshStarter.EmbeddedPostgres.Clusters;
using MeshStarter.EmbeddedPostgres.Homes;
using Npgsql;

namespace MeshStarter.EmbeddedPostgres.Roles;

/// <summary>The superuser's way in: the same door and password check as everybody's.</summary>
internal sealed class Superuser(EmbeddedPostgresOptions options) : IDisposable
{
    private const string Name = "postgres";

    private readonly NpgsqlDataSource _door = Door(options);

    /// <summary>Opens a connection of its own; small, because nothing here is called often.</summary>
    public async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) => await _door.OpenConnectionAsync(cancellationToken);

    /// <summary>Sets the password of data that knows another one: in single-user mode, so while no server runs. Gives what went wrong, or null.</summary>
    public async Task<string?> ResetPasswordAsync(
        PostgresBinaries binaries, ServerHome home, ServerAccount account, CancellationToken cancellationToken)
    {
        string statement = $"ALTER ROLE {Name} WITH LOGIN SUPERUSER PASSWORD '{ScramVerifier.Create(options.Password)}'";
        return await SingleUserMode.RunAsync(binaries, account, home.Cluster, [statement], isDurable: true, cancellationToken);
    }

    public void Dispose() => _door.Dispose();

    /// <summary>The smallest client: no TLS, no Kerberos, no pool, no look at the server's types.</summary>
    private static NpgsqlDataSource Door(EmbeddedPostgresOptions options)
    {
        var door = new NpgsqlSlimDataSourceBuilder(new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = options.Port,
            Username = Name,
            Password = options.Password,
            Database = Name,
            ApplicationName = "meshstarter-owner",
            Pooling = false,
            Timeout = 3,
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
        }.ConnectionString);
        door.ConfigureTypeLoading(types => types.EnableTypeLoading(false));
        return door.Build();
    }
}
