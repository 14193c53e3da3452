using MeshStarter.EmbeddedPostgres.Accounts;
using MeshStarter.EmbeddedPostgres.Binaries;
using MeshStarter.EmbeddedPostgres.Homes;
using MeshStarter.Platform.Databases;
using Npgsql;

namespace MeshStarter.EmbeddedPostgres.Clusters;

/// <summary>The superuser's way in: the same endpoint and password check as every role's.</summary>
internal sealed class Superuser(EmbeddedPostgresOptions options) : IDisposable
{
    private const string Name = "postgres";

    private readonly NpgsqlDataSource _superuser = Open(options);

    /// <summary>Opens a connection of its own; small, because nothing here is called often.</summary>
    public async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) => await _superuser.OpenConnectionAsync(cancellationToken);

    /// <summary>Opens a connection to another database.</summary>
    public Task<NpgsqlConnection> OpenAsync(string database, CancellationToken cancellationToken) =>
        // No data source is kept: handing a database over happens once in its life.
        ServerConnection.OpenAsync(Settings(options), database, cancellationToken);

    /// <summary>Sets the password of data that knows another one: in single-user mode, so while no server runs. Gives what went wrong, or null.</summary>
    public async Task<string?> ResetPasswordAsync(
        PostgresBinaries binaries, ServerHome home, ServerAccount account, CancellationToken cancellationToken)
    {
        string statement = $"ALTER ROLE {Name} WITH LOGIN SUPERUSER PASSWORD '{ScramVerifier.Create(options.Password)}'";
        return await SingleUserMode.RunAsync(binaries, account, home.Cluster, [statement], isDurable: true, cancellationToken);
    }

    public void Dispose() => _superuser.Dispose();

    /// <summary>The smallest client: no TLS, no Kerberos, no pool, no look at the server's types.</summary>
    private static NpgsqlDataSource Open(EmbeddedPostgresOptions options)
    {
        var source = new NpgsqlSlimDataSourceBuilder(Settings(options));
        source.ConfigureTypeLoading(types => types.EnableTypeLoading(false));
        return source.Build();
    }

    private static string Settings(EmbeddedPostgresOptions options) => new NpgsqlConnectionStringBuilder
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
    }.ConnectionString;
}
