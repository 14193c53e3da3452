using Npgsql;

namespace MeshStarter.Platform.Databases;

/// <summary>Opens connections that are used once.</summary>
internal static class ServerConnection
{
    /// <summary>Opens a connection to a database of a server.</summary>
    /// <param name="settings">The way to the server, as a connection string.</param>
    /// <param name="database">The database.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public static async Task<NpgsqlConnection> OpenAsync(string settings, string database, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(settings) { Database = database }.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
