using Dapper;
using MeshStarter.Governance.Tests.Access;
using Npgsql;

namespace MeshStarter.Governance.Tests;

/// <summary>One running governance with a catalog alongside and a database of its own, for tests that only ask.</summary>
public sealed class GovernanceFixture : AccessFixture
{
    private readonly Lazy<Task<string>> _filled;

    public GovernanceFixture() => _filled = new Lazy<Task<string>>(FillAsync);

    /// <summary>A database whose trail has so many records that the planner prefers indexes; made once.</summary>
    internal Task<string> FilledDatabaseAsync() => _filled.Value;

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
}
