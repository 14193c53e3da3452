using System.Net;
using Dapper;
using Npgsql;

namespace MeshStarter.Governance.Tests.Audit;

/// <summary>Governance with a role for its migrations: the role of the running service may only add to the audit trail and read it.</summary>
[Collection(GovernanceCollection.Name)]
public sealed class AuditRightsTests(GovernanceFixture fixture) : FolderTests
{
    private const string Password = "secret-0001";

    private string _superuser = "";
    private readonly string _suffix = Guid.NewGuid().ToString("N")[..12];

    [SkippableFact]
    public async Task Running_service_cannot_change_the_trail_and_works()
    {
        var (runtime, migrations) = await MakeRolesAsync();
        await using var governance = await RunningGovernance.HostAsync(runtime, Folder.Path, settings: new() { ["ConnectionStrings__migrations"] = migrations });
        var token = await governance.ServiceTokenAsync("query", RunningGovernance.QuerySecret);
        Assert.Equal(HttpStatusCode.NoContent, (await governance.AppendAsync(token, TestRecord.Of("query", "s" + _suffix))).Status);
        Assert.Single((await governance.AuditAsync($"subject=s{_suffix}")).Items);

        await using var connection = new NpgsqlConnection(runtime + ";Pooling=false");
        await connection.OpenAsync();
        foreach (var table in (string[])["audit_records", "audit_keys", "audit_heads"])
        {
            foreach (var sql in (string[])
            [
                $"UPDATE {table} SET service = 'x'", $"DELETE FROM {table}", $"TRUNCATE {table}", $"DROP TABLE {table}", $"ALTER TABLE {table} DISABLE TRIGGER ALL",
                $"ALTER TABLE {table} OWNER TO CURRENT_USER", $"CREATE RULE r AS ON INSERT TO {table} DO INSTEAD NOTHING",
            ])
            {
                Assert.Equal("42501", (await Assert.ThrowsAsync<PostgresException>(() => connection.ExecuteAsync(sql))).SqlState);
            }
        }

        // A grant of what the role does not own is passed over with a warning.
        Assert.False(await connection.ExecuteScalarAsync<bool?>("GRANT DELETE ON audit_records TO CURRENT_USER; SELECT has_table_privilege('audit_records', 'DELETE')"));

        foreach (var sql in (string[])["DROP FUNCTION refuse_audit_change() CASCADE", "CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'", "DELETE FROM mesh_migrations"])
        {
            Assert.Equal("42501", (await Assert.ThrowsAsync<PostgresException>(() => connection.ExecuteAsync(sql))).SqlState);
        }
    }

    [SkippableFact]
    public async Task Trail_of_an_earlier_start_is_handed_over_with_its_records()
    {
        var (runtime, migrations) = await MakeRolesAsync(owner: "run");
        await using (var before = await RunningGovernance.HostAsync(runtime, Folder.Path))
        {
            await before.PersonaTokenAsync("auditor");
        }

        await using (var connection = new NpgsqlConnection(_superuser + ";Pooling=false"))
        {
            await connection.ExecuteAsync($"REASSIGN OWNED BY run_{_suffix} TO own_{_suffix}");
        }

        await using var governance = await RunningGovernance.HostAsync(runtime, Folder.Path, settings: new() { ["ConnectionStrings__migrations"] = migrations });

        Assert.Equal(2, (await governance.AuditAsync("subject=auditor&action=issue_token")).Items.Count);
    }

    [SkippableFact]
    public async Task One_role_in_both_connection_strings_works_too()
    {
        var (_, migrations) = await MakeRolesAsync();
        for (var start = 0; start < 2; start++)
        {
            await using var governance = await RunningGovernance.HostAsync(migrations + ";Application Name=service", Folder.Path, settings: new() { ["ConnectionStrings__migrations"] = migrations });

            Assert.Equal(start + 1, (await governance.AuditAsync("subject=auditor&action=issue_token")).Items.Count);
        }
    }

    [SkippableFact]
    public async Task Processes_that_start_at_once_all_work()
    {
        var (runtime, migrations) = await MakeRolesAsync();

        var started = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => RunningGovernance.HostAsync(
            runtime, Path.Combine(Folder.Path, $"data{number}"), settings: new() { ["ConnectionStrings__migrations"] = migrations })));

        foreach (var governance in started)
        {
            await governance.DisposeAsync();
        }
    }

    private async Task<(string Runtime, string Migrations)> MakeRolesAsync(string owner = "own")
    {
        var admin = _superuser = await fixture.CreateEmptyDatabaseAsync();
        await using var connection = new NpgsqlConnection(admin + ";Pooling=false");
        await connection.ExecuteAsync(
            $"""
            CREATE ROLE run_{_suffix} LOGIN PASSWORD '{Password}';
            CREATE ROLE own_{_suffix} LOGIN PASSWORD '{Password}';
            ALTER DATABASE "{connection.Database}" OWNER TO {owner}_{_suffix};
            REVOKE CREATE ON SCHEMA public FROM PUBLIC;
            GRANT ALL ON SCHEMA public TO {owner}_{_suffix};
            """);
        string Of(string role) => new NpgsqlConnectionStringBuilder(admin) { Username = $"{role}_{_suffix}", Password = Password }.ConnectionString;
        return (Of("run"), Of("own"));
    }
}
