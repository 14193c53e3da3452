using MeshStarter.TestKit;

namespace MeshStarter.Governance.Tests;

/// <summary>One running governance with its own database and data folder, for tests that only ask.</summary>
public sealed class GovernanceFixture : IAsyncLifetime
{
    private readonly PostgresFixture _postgres = new();
    private RunningGovernance? _running;

    internal RunningGovernance Running
    {
        get
        {
            _postgres.Require();
            return _running!;
        }
    }

    internal string Database { get; private set; } = "";

    internal string Data { get; } = Directory.CreateTempSubdirectory("mesh-test-governance-").FullName;

    /// <summary>An empty database for a governance of the test's own.</summary>
    public Task<string> CreateDatabaseAsync() => _postgres.CreateDatabaseAsync();

    public async Task InitializeAsync()
    {
        await _postgres.InitializeAsync();
        if (!_postgres.IsAvailable)
            return;
        Database = await _postgres.CreateDatabaseAsync();
        _running = await GovernanceHost.StartAsync(Database, Data);
    }

    public async Task DisposeAsync()
    {
        if (_running is not null)
            await _running.DisposeAsync();
        await _postgres.DisposeAsync();
        Directory.Delete(Data, recursive: true);
    }
}
