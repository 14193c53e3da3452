namespace MeshStarter.TestKit;

/// <summary>A PostgreSQL server of a test's own, for what cannot be tried on a server that others use: its settings and its restarts.</summary>
public abstract class OwnPostgresFixture : PostgresFixture
{
    private PostgresServer? _server;

    /// <summary>Whether the server keeps when transactions committed, as the mesh's own does.</summary>
    protected abstract bool KeepsCommitTimes { get; }

    /// <summary>The setting <c>wal_level</c>: <c>logical</c> lets others follow its changes.</summary>
    protected virtual string WalLevel => "replica";

    /// <summary>Starts the server again, which ends all connections to it.</summary>
    public Task RestartAsync(bool keepsCommitTimes) => _server!.RestartAsync(keepsCommitTimes);

    public override async Task DisposeAsync() => await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);

    private protected override async Task StartAsync(string binaries) => _server = await PostgresServer.StartAsync(binaries, KeepsCommitTimes, WalLevel);

    private protected override Task<string> ConnectionStringAsync(string database) => Task.FromResult(_server!.ConnectionString(database));
}
