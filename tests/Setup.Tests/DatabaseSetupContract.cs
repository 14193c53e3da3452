using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace MeshStarter.Setup.Tests;

/// <summary>Roles and databases on a server that is not the mesh's own, by its superuser and by the administrator of a hosted one.</summary>
public abstract class DatabaseSetupContract(OwnPostgresFixture server)
{
    private const string CommitTimesAreOff = "Warning: track_commit_timestamp is off";

    [SkippableFact]
    public async Task Superuser_makes_closed_databases_that_their_roles_alone_open()
    {
        server.Require();
        var admin = await AdministratorAsync();

        var made = await SetUpByProcessAsync(admin, ("sales", "sales-0001", null), ("shipping", "shipping-0001", null));
        var again = await SetUpAsync(admin, ("sales", "sales-0001", null), ("shipping", "shipping-0001", null));

        Assert.Equal((0, ""), (made.Exit, made.Errors));
        Assert.Contains(CommitTimesAreOff, made.Output, StringComparison.Ordinal);
        Assert.Equal((0, ""), (again.Exit, again.Errors));
        Assert.Contains("sales, shipping; statements executed: 0.", again.Output, StringComparison.Ordinal);
        Assert.Equal("sales", await ScalarAsync(As(admin, "sales", "sales-0001", "sales"), "SELECT current_database()::text"));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, await RefusalAsync(As(admin, "sales", "sales-0001", "shipping")));
    }

    [SkippableFact]
    public async Task Administrator_without_a_superusers_rights_makes_the_same_and_keeps_no_rights_in_them()
    {
        server.Require();
        var superuser = await AdministratorAsync();
        await ExecuteAsync(superuser, "CREATE ROLE hosted_admin LOGIN CREATEROLE CREATEDB PASSWORD 'hosted-0001'");
        var admin = As(superuser, "hosted_admin", "hosted-0001", "postgres");

        var made = await SetUpAsync(admin, ("catalog", "catalog-0001", null), ("reporting", "reporting-0001", "owner-0001"));
        var again = await SetUpAsync(admin, ("catalog", "catalog-0002", null), ("reporting", "reporting-0001", "owner-0001"));

        Assert.Equal((0, ""), (made.Exit, made.Errors));
        Assert.Equal((0, ""), (again.Exit, again.Errors));
        Assert.Equal("catalog", await ScalarAsync(As(admin, "catalog", "catalog-0002", "catalog"), "SELECT pg_get_userbyid(datdba)::text FROM pg_database WHERE datname = current_database()"));
        Assert.Equal("pg_trgm", await ScalarAsync(As(admin, "catalog", "catalog-0002", "catalog"), "SELECT extname::text FROM pg_extension WHERE extname = 'pg_trgm'"));
        Assert.Equal("reporting-migrations", await ScalarAsync(As(admin, "reporting-migrations", "owner-0001", "reporting"), "SELECT pg_get_userbyid(datdba)::text FROM pg_database WHERE datname = current_database()"));
        Assert.Equal("reporting", await ScalarAsync(As(admin, "reporting", "reporting-0001", "reporting"), "SELECT current_user::text"));
        Assert.Equal(PostgresErrorCodes.InvalidPassword, await RefusalAsync(As(admin, "catalog", "catalog-0001", "catalog")));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, await RefusalAsync(As(admin, "hosted_admin", "hosted-0001", "catalog")));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, await RefusalAsync(As(admin, "catalog", "catalog-0002", "reporting")));
    }

    [SkippableFact]
    public async Task Administrator_without_a_superusers_rights_keeps_none_where_a_step_is_refused()
    {
        server.Require();
        var superuser = await AdministratorAsync();
        await ExecuteAsync(superuser, "CREATE ROLE stopped_admin LOGIN CREATEROLE CREATEDB PASSWORD 'stopped-0001'");
        await ExecuteAsync(superuser, "CREATE DATABASE occupied");

        var refused = await SetUpAsync(As(superuser, "stopped_admin", "stopped-0001", "postgres"), ("occupied", "occupied-0001", null));

        Assert.Equal(1, refused.Exit);
        Assert.Contains("must be owner of database occupied", refused.Errors, StringComparison.Ordinal);
        Assert.Equal(false, await ScalarAsync(superuser, "SELECT pg_has_role('stopped_admin', 'occupied', 'USAGE')"));
    }

    [SkippableFact]
    public async Task Role_that_another_made_is_taken_where_the_administrator_may_grant_it()
    {
        server.Require();
        var superuser = await AdministratorAsync();
        await ExecuteAsync(superuser, "CREATE ROLE taking_admin LOGIN CREATEROLE CREATEDB PASSWORD 'taking-0001'");
        await ExecuteAsync(superuser, "CREATE ROLE premade LOGIN PASSWORD 'another-0001'");
        var admin = As(superuser, "taking_admin", "taking-0001", "postgres");
        if ((int)(await ScalarAsync(superuser, "SELECT current_setting('server_version_num')::int"))! >= 160_000)
        {
            var refused = await SetUpAsync(admin, ("premade", "premade-0001", null));

            Assert.Equal((1, ""), (refused.Exit, refused.Output));
            Assert.EndsWith(
                " refused a step of the setup: permission denied to alter role: Only roles with the CREATEROLE attribute and the ADMIN option on role \"premade\" may alter this role (42501). "
                + "Fix: give ConnectionStrings:server a role with the rights for it. Since PostgreSQL 16 a role that another has made is changed after GRANT … TO … WITH ADMIN OPTION alone. "
                + "Then start the setup again, which goes on where it stopped.\n",
                refused.Errors,
                StringComparison.Ordinal);
            await ExecuteAsync(superuser, "GRANT premade TO taking_admin WITH ADMIN OPTION");
        }

        var taken = await SetUpAsync(admin, ("premade", "premade-0001", null));

        Assert.Equal((0, ""), (taken.Exit, taken.Errors));
        Assert.Equal("premade", await ScalarAsync(As(admin, "premade", "premade-0001", "premade"), "SELECT pg_get_userbyid(datdba)::text FROM pg_database WHERE datname = current_database()"));
    }

    [SkippableFact]
    public async Task Database_of_a_service_is_handed_to_its_role_of_migrations_with_all_its_tables()
    {
        server.Require();
        var superuser = await AdministratorAsync();
        await ExecuteAsync(superuser, "CREATE ROLE handing_admin LOGIN CREATEROLE CREATEDB PASSWORD 'handing-0001'");
        var admin = As(superuser, "handing_admin", "handing-0001", "postgres");
        Assert.Equal(0, (await SetUpAsync(admin, ("ledger", "ledger-0001", null))).Exit);
        await ExecuteAsync(As(admin, "ledger", "ledger-0001", "ledger"), "CREATE TABLE entries (id int)");

        var handed = await SetUpAsync(admin, ("ledger", "ledger-0001", "owner-0001"));

        Assert.Equal((0, ""), (handed.Exit, handed.Errors));
        Assert.Equal("ledger-migrations", await ScalarAsync(As(admin, "ledger-migrations", "owner-0001", "ledger"), "SELECT tableowner::text FROM pg_tables WHERE tablename = 'entries'"));
    }

    [SkippableFact]
    [Trait("Category", "Slow")]
    public async Task Setups_at_the_same_time_take_turns()
    {
        server.Require();
        var admin = await AdministratorAsync();

        var both = await Task.WhenAll(SetUpByProcessAsync(admin, ("billing", "billing-0001", "owner-0001")), SetUpByProcessAsync(admin, ("billing", "billing-0001", "owner-0001")));

        Assert.All(both, one => Assert.Equal((0, ""), (one.Exit, one.Errors)));
        // The right to connect is granted each time: nothing shows whether an interrupted setup has granted it.
        Assert.Equal([1, 6], both.Select(one => int.Parse(Regex.Match(one.Output, "statements executed: (?<count>[0-9]+)", RegexOptions.None, TimeSpan.FromMinutes(1)).Groups["count"].Value, CultureInfo.InvariantCulture)).Order());
    }

    [SkippableFact]
    public async Task Role_that_may_make_nothing_is_refused_with_the_fix()
    {
        server.Require();
        var superuser = await AdministratorAsync();
        await ExecuteAsync(superuser, "CREATE ROLE bystander LOGIN PASSWORD 'bystander-0001'");
        await ExecuteAsync(superuser, "GRANT CONNECT ON DATABASE postgres TO bystander");

        var refused = await SetUpByProcessAsync(As(superuser, "bystander", "bystander-0001", "postgres"), ("unmade", "unmade-0001", null));

        Assert.Equal(
            (1, "", "Setting ConnectionStrings:server: the role bystander may not make roles and databases. Fix: give the server's administrator, or ALTER ROLE \"bystander\" CREATEROLE CREATEDB.\n"),
            refused);
    }

    [SkippableFact]
    public async Task Server_without_a_free_connection_is_waited_for()
    {
        server.Require();
        var superuser = await AdministratorAsync();
        await ExecuteAsync(superuser, "CREATE ROLE crowded_admin LOGIN CREATEROLE CREATEDB CONNECTION LIMIT 0 PASSWORD 'crowded-0001'");
        await ExecuteAsync(superuser, "GRANT CONNECT ON DATABASE postgres TO crowded_admin");

        var (exit, _, errors) = await SetupProgram.CallAsync(
            ("ConnectionStrings:server", As(superuser, "crowded_admin", "crowded-0001", "postgres")), ("Mesh:Postgres:Databases:crowded:Password", "crowded-0002"), ("Mesh:Database:StartTimeout", "00:00:00.2"));

        Assert.Equal(1, exit);
        Assert.Contains("did not answer within 0.2 s: 53300", errors, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Server_that_knows_no_identities_is_named_in_one_line()
    {
        server.Require();
        var admin = await AdministratorAsync();

        var (exit, output, errors) = await SetupProgram.CallAsync(("ConnectionStrings:server", admin), ("Mesh:Postgres:Databases:unmade:PrincipalId", "9d8c7b6a-5f4e-4d3c-a2b1-00ff11ee22dd"));

        Assert.Equal((1, ""), (exit, output));
        Assert.Matches(
            "^The server at 127.0.0.1:[0-9]+ refused a step of the setup: security label provider \"pgaadauth\" is not loaded \\(22023\\)\\. "
            + "Fix: a PrincipalId is for Azure Database for PostgreSQL with sign-in by Microsoft Entra; at another server give Password in its place\\. Then start the setup again, .+\n$",
            errors);
        Assert.Equal(0L, await ScalarAsync(admin, "SELECT (SELECT count(*) FROM pg_database WHERE datname = 'unmade') + (SELECT count(*) FROM pg_roles WHERE rolname = 'unmade')"));
    }

    private static Task<(int Exit, string Output, string Errors)> SetUpAsync(string administrator, params (string Role, string Password, string? MigrationPassword)[] roles) => SetupProgram.CallAsync(Settings(administrator, roles));

    private static Task<(int Exit, string Output, string Errors)> SetUpByProcessAsync(string administrator, params (string Role, string Password, string? MigrationPassword)[] roles) => SetupProgram.RunAsync(Settings(administrator, roles));

    private static (string Setting, string Value)[] Settings(string administrator, (string Role, string Password, string? MigrationPassword)[] roles) =>
    [
        ("ConnectionStrings:server", administrator),
        .. roles.Select(role => ($"Mesh:Postgres:Databases:{role.Role}:Password", role.Password)),
        .. roles.Where(role => role.MigrationPassword is not null).Select(role => ($"Mesh:Postgres:Databases:{role.Role}:MigrationPassword", role.MigrationPassword!)),
    ];

    private async Task<string> AdministratorAsync() => new NpgsqlConnectionStringBuilder(await server.CreateDatabaseAsync()) { Database = "postgres", Pooling = false }.ConnectionString;

    private static string As(string server, string role, string password, string database) =>
        new NpgsqlConnectionStringBuilder(server) { Username = role, Password = password, Database = database }.ConnectionString;

    private static async Task<string> RefusalAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        return (await Assert.ThrowsAsync<PostgresException>(() => connection.OpenAsync())).SqlState;
    }
}
