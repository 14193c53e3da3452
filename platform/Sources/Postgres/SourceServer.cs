using MeshStarter.Platform.Sources.Definitions;
using Npgsql;
using Npgsql.Replication;

namespace MeshStarter.Platform.Sources.Postgres;

/// <summary>The server of a source, with one form of texts for values on every connection.</summary>
public sealed class SourceServer
{
    // What the replication protocol sends as text is what a SELECT casts to text, but for the types of TextCast.
    // A policy for rows would hide some from the snapshot, while the changes have all: without row_security such a read fails.
    private const string Forms = "-c datestyle=ISO,YMD -c intervalstyle=iso_8601 -c bytea_output=hex -c extra_float_digits=3 -c row_security=off";
    private static readonly Version Oldest = new(14, 0);

    private readonly NpgsqlConnectionStringBuilder _settings;

    /// <summary>Takes the connection string.</summary>
    /// <param name="key">The setting that it is given by, for messages.</param>
    /// <param name="connectionString">The connection string.</param>
    /// <exception cref="SourceRefusedException">It is no connection string.</exception>
    public SourceServer(string key, string connectionString)
    {
        try
        {
            _settings = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, Timezone = "UTC", IncludeErrorDetail = false, ApplicationName = "meshstarter" };
            // A read may wait for long, but not for a server that is gone: without these the connection would not notice. In seconds.
            _settings.TcpKeepAlive = true;
            _settings.TcpKeepAliveTime = _settings.TcpKeepAliveTime is 0 ? 60 : _settings.TcpKeepAliveTime;
            _settings.TcpKeepAliveInterval = _settings.TcpKeepAliveInterval is 0 ? 10 : _settings.TcpKeepAliveInterval;
            _settings.Options = $"{_settings.Options} {Forms}".Trim();
        }
        catch (ArgumentException unreadable)
        {
            // The message of the exception may repeat parts of the value, and with them the password.
            throw new SourceRefusedException($"Setting {key} is no PostgreSQL connection string. Fix: Set it to Host=…;Port=…;Database=…;Username=…;Password=…", unreadable);
        }
    }

    /// <summary>Bounds the time in which the server must let in.</summary>
    public TimeSpan? Patience
    {
        init => _settings.Timeout = (int)(value ?? TimeSpan.FromSeconds(15)).TotalSeconds;
    }

    /// <summary>The server, as the names of OpenLineage's datasets begin.</summary>
    public string Namespace => $"postgres://{_settings.Host}:{_settings.Port}";

    /// <summary>The database.</summary>
    public string Database => _settings.Database ?? _settings.Username ?? "";

    /// <summary>The role that reads.</summary>
    public string Role => _settings.Username ?? "";

    /// <summary>Opens a connection.</summary>
    /// <exception cref="SourceRefusedException">The server is older than PostgreSQL 14.</exception>
    public async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(_settings.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        if (connection.PostgreSqlVersion >= Oldest)
        {
            return connection;
        }

        var version = connection.PostgreSqlVersion;
        await connection.DisposeAsync();
        throw new SourceRefusedException($"The source's server is PostgreSQL {version}. Fix: use a server of version {Oldest.Major} or newer.");
    }

    /// <summary>Opens a connection of the replication protocol.</summary>
    public async Task<LogicalReplicationConnection> OpenReplicationAsync(CancellationToken cancellationToken)
    {
        var connection = new LogicalReplicationConnection(_settings.ConnectionString);
        try
        {
            await connection.Open(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends the process of the server that reads a slot; does nothing where another one does, or where the server does not answer, which ends the connection too.</summary>
    internal async Task TryTerminateAsync(string slot, int processId)
    {
        try
        {
            await using var connection = await OpenAsync(CancellationToken.None);
            await using var command = new NpgsqlCommand("SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = $1 AND active_pid = $2", connection)
            {
                Parameters = { new() { Value = slot }, new() { Value = processId } },
            };
            await command.ExecuteNonQueryAsync();
        }
        catch (Exception exception) when (exception is NpgsqlException or SourceRefusedException or TimeoutException)
        {
            // The connection's own time without an answer ends the reading.
        }
    }

    /// <summary>Returns the columns of a table with their types; empty where it is not there or may not be read.</summary>
    internal static async Task<IReadOnlyDictionary<string, TableColumn>> ColumnsAsync(NpgsqlConnection connection, PostgresSource source, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT a.attname, format_type(a.atttypid, a.atttypmod), c.relreplident = 'f' OR coalesce(a.attnum = ANY (i.indkey), false)
            FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            LEFT JOIN pg_index i ON i.indrelid = c.oid AND CASE c.relreplident WHEN 'd' THEN i.indisprimary WHEN 'i' THEN i.indisreplident END
            WHERE n.nspname = $1 AND c.relname = $2 AND a.attnum > 0 AND NOT a.attisdropped
            """,
            connection)
        {
            Parameters = { new() { Value = source.Schema }, new() { Value = source.Table } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        Dictionary<string, TableColumn> columns = new(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            columns[reader.GetString(0)] = new TableColumn(reader.GetString(1), reader.GetBoolean(2));
        }

        return columns;
    }
}
