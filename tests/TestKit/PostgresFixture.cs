using Npgsql;

namespace MeshStarter.TestKit;

/// <summary>
/// A PostgreSQL server of the test run's own, for <c>IClassFixture</c> or <c>ICollectionFixture</c>. Where no binaries are found the
/// tests are skipped with the reason: begin them with <see cref="Require"/> and mark them <c>[SkippableFact]</c>.
/// </summary>
public class PostgresFixture : IAsyncLifetime
{
    private PostgresServer? _server;
    private string? _missing;

    public async Task InitializeAsync()
    {
        if (OperatingSystem.IsWindows())
            _missing = "The test server needs a Unix shell.";
        else if (PostgresBinaries.Find() is { } binaries)
            _server = await PostgresServer.StartAsync(binaries, KeepsCommitTimes);
        else
            _missing = "No PostgreSQL binaries: put postgres and initdb on the PATH, or set MESH_POSTGRES_BIN to their folder.";
    }

    /// <summary>Whether the server keeps when transactions committed, as the mesh's own does.</summary>
    protected virtual bool KeepsCommitTimes => true;

    /// <summary>Whether there is a server.</summary>
    public bool IsAvailable => _server is not null;

    /// <summary>Skips the test when there is no server.</summary>
    public void Require() => Skip.If(_missing is not null, _missing);

    /// <summary>Makes an empty database that no other test uses.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        Require();
        var name = "t" + Guid.NewGuid().ToString("N")[..12];
        await using var connection = new NpgsqlConnection(_server!.ConnectionString("postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await command.ExecuteNonQueryAsync();
        return _server.ConnectionString(name);
    }

    /// <summary>Starts the server anew, which ends all connections to it.</summary>
    public Task RestartAsync(bool keepsCommitTimes) => _server!.RestartAsync(keepsCommitTimes);

    public async Task DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }
}
