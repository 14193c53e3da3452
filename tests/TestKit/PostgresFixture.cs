using Npgsql;

namespace MeshStarter.TestKit;

/// <summary>
/// Databases of a class or collection on the test run's one PostgreSQL server, for <c>IClassFixture</c> or <c>ICollectionFixture</c>. Where
/// no binaries are found the tests are skipped with the reason: begin them with <see cref="Require"/> and mark them <c>[SkippableFact]</c>.
/// </summary>
public class PostgresFixture : IAsyncLifetime
{
    // Serializes the processes that make a template; any number that nothing else takes.
    private const long TemplateLock = 0x6D657368;

    // A pool of the databases' own: making and dropping one takes as long as two connections.
    private const string Pooled = ";Application Name=test-databases";
    private const string NotPooled = ";Pooling=false";

    private readonly List<string> _databases = [];
    private readonly Lock _databasesLock = new();
    private string? _missing;

    public async Task InitializeAsync()
    {
        if (OperatingSystem.IsWindows())
        {
            _missing = "The test server needs a Unix shell.";
        }
        else
        {
            (var binaries, _missing) = await FindAsync();
            if (IsAvailable)
            {
                await StartAsync(binaries);
            }
        }
    }

    /// <summary>Whether there is a server.</summary>
    public bool IsAvailable => _missing is null;

    /// <summary>Skips the test when there is no server.</summary>
    public void Require() => Skip.If(_missing is not null, _missing);

    /// <summary>Makes an empty database that no other test uses.</summary>
    /// <returns>Its connection string.</returns>
    public Task<string> CreateDatabaseAsync() => CreateFromAsync("template1");

    /// <summary>Makes a database that no other test uses as a copy of one that is filled once a run.</summary>
    /// <param name="template">Name of the one that is copied; what fills it is in the name.</param>
    /// <param name="fillAsync">Fills it, by its connection string; closes all connections to it.</param>
    /// <returns>The copy's connection string.</returns>
    public async Task<string> CreateDatabaseAsync(string template, Func<string, Task> fillAsync)
    {
        Require();
        try
        {
            return await CreateFromAsync(template);
        }
        catch (PostgresException missing) when (missing.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            await MakeTemplateAsync(template, fillAsync);
            return await CreateFromAsync(template);
        }
    }

    public virtual async Task DisposeAsync()
    {
        if (!IsAvailable)
        {
            return;
        }

        await using var connection = await OpenAsync(Pooled);
        foreach (var database in _databases)
        {
            await ExecuteAsync(connection, $"DROP DATABASE {database} WITH (FORCE)");
        }
    }

    /// <summary>Finds the folder of the server's programs, or why there is none.</summary>
    private protected virtual Task<(string Folder, string? Missing)> FindAsync() => Task.FromResult(PostgresBinaries.Find() is { } folder
        ? (folder, (string?)null)
        : ("", "No PostgreSQL binaries: put postgres and initdb on the PATH, or set MESH_POSTGRES_BIN to their folder."));

    /// <summary>Starts the server, or finds the one that runs.</summary>
    private protected virtual Task StartAsync(string binaries) => ConnectionStringAsync("postgres");

    /// <summary>Returns the connection string of a database of the server.</summary>
    private protected virtual Task<string> ConnectionStringAsync(string database) => SharedPostgres.ConnectionStringAsync(database);

    private async Task<string> CreateFromAsync(string template)
    {
        Require();
        var name = "t" + Guid.NewGuid().ToString("N")[..12];
        await using var connection = await OpenAsync(Pooled);
        // Files are copied: the same through the log, the default since PostgreSQL 15, takes three times the processor time.
        var strategy = connection.PostgreSqlVersion.Major >= 15 ? " STRATEGY file_copy" : "";
        await ExecuteAsync(connection, $"CREATE DATABASE {name} TEMPLATE \"{template}\"{strategy}");
        lock (_databasesLock)
        {
            _databases.Add(name);
        }

        return await ConnectionStringAsync(name);
    }

    private async Task MakeTemplateAsync(string template, Func<string, Task> fillAsync)
    {
        // A lock ends with its connection.
        await using var connection = await OpenAsync(NotPooled);
        await ExecuteAsync(connection, $"SELECT pg_advisory_lock({TemplateLock})");
        await using var find = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = @name", connection) { Parameters = { new("name", template) } };
        if (await find.ExecuteScalarAsync() is null)
        {
            // Under another name first: one that could not be filled is no template.
            var draft = template + "_draft";
            await ExecuteAsync(connection, $"DROP DATABASE IF EXISTS \"{draft}\"");
            await ExecuteAsync(connection, $"CREATE DATABASE \"{draft}\"");
            await fillAsync(await ConnectionStringAsync(draft) + NotPooled);
            await ExecuteAsync(connection, $"ALTER DATABASE \"{draft}\" RENAME TO \"{template}\"");
        }
    }

    private async Task<NpgsqlConnection> OpenAsync(string pooling)
    {
        var connection = new NpgsqlConnection(await ConnectionStringAsync("postgres") + pooling);
        await connection.OpenAsync();
        return connection;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
