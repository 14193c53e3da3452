using Dapper;
using Npgsql;

namespace MeshStarter.Governance.Tests;

/// <summary>One running governance with its own database and data folder, for tests that only ask.</summary>
public sealed class GovernanceFixture : IAsyncLifetime
{
    private readonly PostgresFixture _postgres = new();
    private readonly Lazy<Task<string>> _filled;
    private RunningGovernance? _running;

    public GovernanceFixture() => _filled = new Lazy<Task<string>>(FillAsync);

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

    /// <summary>A database whose trail has so many records that the planner prefers indexes; made once.</summary>
    internal Task<string> FilledDatabaseAsync() => _filled.Value;

    /// <summary>A database for a governance of the test's own.</summary>
    public Task<string> CreateDatabaseAsync() => _postgres.CreateMigratedAsync();

    /// <summary>A database without a table.</summary>
    public Task<string> CreateEmptyDatabaseAsync() => _postgres.CreateDatabaseAsync();

    public async Task InitializeAsync()
    {
        await _postgres.InitializeAsync();
        if (!_postgres.IsAvailable)
        {
            return;
        }

        Database = await _postgres.CreateDatabaseAsync();
        _running = await RunningGovernance.HostAsync(Database, Data);
    }

    private async Task<string> FillAsync()
    {
        var database = await CreateDatabaseAsync();
        await using (await RunningGovernance.HostAsync(database))
        {
            await using var connection = new NpgsqlConnection(database);
            await connection.ExecuteAsync(
                """
                INSERT INTO audit_records (id, occurred_at, recorded_by, service, subject, roles, purposes, action, product, permit, reason, rule_ids, masked_columns, columns)
                SELECT gen_random_uuid(), timestamptz '2026-01-01' + n * interval '1 second', 'query', 'query', 's' || n % 1000, '{}', '{}', 'read', 'orders.p' || n % 1000, true, 'r', '{}',
                       ARRAY['c' || n % 500], ARRAY['d' || n % 500]
                FROM generate_series(1, 20000) AS n;
                ANALYZE audit_records;
                """);
        }

        return database;
    }

    public async Task DisposeAsync()
    {
        await (_running?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _postgres.DisposeAsync();
        Directory.Delete(Data, recursive: true);
    }
}
