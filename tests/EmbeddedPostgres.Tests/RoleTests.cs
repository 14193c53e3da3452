using MeshStarter.EmbeddedPostgres.Tests.Running;
using Npgsql;

namespace MeshStarter.EmbeddedPostgres.Tests;

/// <summary>One role and database for each service and domain; none opens another's.</summary>
public sealed class RoleTests
{
    private const string InvalidPassword = "28P01";
    private const string NoMatchingLine = "28000";

    [SkippableFact]
    public async Task Each_role_reaches_its_own_database_and_no_other()
    {
        RealPostgres.Require();
        await using var mesh = new TestMesh();
        mesh.AddRole("daily-reports"); // a domain's name may have a hyphen
        await mesh.StartAsync();

        await using (var own = await mesh.ConnectAsync("daily-reports"))
            await ExecuteAsync(own, "CREATE SCHEMA s; CREATE TABLE s.t (i int); CREATE TABLE public.u (i int)");
        foreach (string database in (string[])["payments", "daily-reports", "postgres", "template1"])
            Assert.Equal(NoMatchingLine, await RefusalAsync(mesh, "orders", TestMesh.PasswordOf("orders"), database));
        Assert.Equal(InvalidPassword, await RefusalAsync(mesh, "orders", TestMesh.PasswordOf("payments"), "orders"));
        Assert.Equal(InvalidPassword, await RefusalAsync(mesh, "orders", "", "orders"));
        Assert.Equal(InvalidPassword, await RefusalAsync(mesh, "postgres", TestMesh.PasswordOf("orders"), "postgres"));

        // Also without pg_hba.conf's sameuser: the right itself is missing.
        await using var superuser = await mesh.ConnectAsSuperuserAsync();
        Assert.Equal(
            "orders",
            await ScalarAsync(superuser, "SELECT string_agg(datname, ',') FROM pg_database WHERE has_database_privilege('orders', datname, 'CONNECT') AND datallowconn"));
        Assert.Equal(0L, await ScalarAsync(superuser, "SELECT count(*) FROM pg_roles WHERE rolname IN ('orders', 'payments') AND (rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls)"));
        Assert.Equal("daily-reports", await ScalarAsync(superuser, "SELECT pg_get_userbyid(datdba)::text FROM pg_database WHERE datname = 'daily-reports'"));
    }

    [SkippableFact]
    public async Task Server_listens_on_loopback_only_and_every_endpoint_wants_scram()
    {
        RealPostgres.Require();
        await using var mesh = new TestMesh();
        await mesh.StartAsync();

        await using var superuser = await mesh.ConnectAsSuperuserAsync();
        Assert.Equal("scram-sha-256", await ScalarAsync(superuser, "SELECT string_agg(DISTINCT auth_method, ',') FROM pg_hba_file_rules"));
        Assert.Equal("host", await ScalarAsync(superuser, "SELECT string_agg(DISTINCT type, ',') FROM pg_hba_file_rules"));
        Assert.Equal("", await ScalarAsync(superuser, "SHOW unix_socket_directories"));
        Assert.Contains((string)(await ScalarAsync(superuser, "SHOW listen_addresses"))!, (string[])["127.0.0.1", "127.0.0.1,::1"]);
        Assert.Equal(0L, await ScalarAsync(superuser, "SELECT count(*) FROM pg_authid WHERE rolcanlogin AND rolpassword NOT LIKE 'SCRAM-SHA-256$%'"));
    }

    [SkippableFact]
    public async Task Server_speaks_utc_utf8_and_no_locale()
    {
        RealPostgres.Require();
        await using var mesh = new TestMesh();
        await mesh.StartAsync();

        await using var orders = await mesh.ConnectAsync("orders");
        var settings = new List<object?>();
        foreach (string name in (string[])["timezone", "server_encoding", "lc_messages", "fsync", "jit", "shared_buffers"])
            settings.Add(await ScalarAsync(orders, "SHOW " + name));
        Assert.Equal(["UTC", "UTF8", "C", "on", "off", "32MB"], settings);
        Assert.Equal("C", await ScalarAsync(orders, "SELECT datcollate FROM pg_database WHERE datname = 'orders'"));
    }

    [SkippableFact]
    public async Task Changed_password_and_new_role_are_there_after_the_next_start()
    {
        RealPostgres.Require();
        await using var mesh = await TestMesh.StartedBeforeAsync();
        var first = await mesh.StartAsync();
        first.Terminate();
        await first.ExitedAsync();

        mesh.Set("Mesh:Postgres:Databases:orders:Password", "rotated-0002");
        mesh.AddRole("shipping");
        await mesh.StartAsync();

        await using var rotated = await mesh.ConnectAsync("orders", "rotated-0002", "orders");
        await using var added = await mesh.ConnectAsync("shipping");
        await using var unchanged = await mesh.ConnectAsync("payments");
        Assert.Equal(InvalidPassword, await RefusalAsync(mesh, "orders", TestMesh.PasswordOf("orders"), "orders"));
    }

    [SkippableFact]
    public async Task Changed_superuser_password_is_taken_over_and_the_old_one_ends()
    {
        RealPostgres.Require();
        await using var mesh = await TestMesh.StartedBeforeAsync();
        var first = await mesh.StartAsync();
        await using (var orders = await mesh.ConnectAsync("orders"))
            await ExecuteAsync(orders, "CREATE TABLE kept (i int)");
        first.Terminate();
        await first.ExitedAsync();

        mesh.Set("Mesh:Postgres:Password", "rotated-superuser-0002");
        await mesh.StartAsync();

        await using var superuser = await mesh.ConnectAsync("postgres", "rotated-superuser-0002", "orders");
        Assert.Equal("kept", await ScalarAsync(superuser, "SELECT 'kept'::regclass::text"));
        Assert.Equal(InvalidPassword, await RefusalAsync(mesh, "postgres", TestMesh.SuperuserPassword, "postgres"));
    }

    [SkippableFact]
    public async Task Damaged_rights_are_fixed_at_the_next_start()
    {
        RealPostgres.Require();
        await using var mesh = await TestMesh.StartedBeforeAsync();
        var first = await mesh.StartAsync();
        await using (var superuser = await mesh.ConnectAsSuperuserAsync())
        {
            await ExecuteAsync(superuser, "GRANT CONNECT ON DATABASE orders TO PUBLIC");
            await ExecuteAsync(superuser, "ALTER DATABASE payments OWNER TO orders");
            await ExecuteAsync(superuser, "ALTER DATABASE payments ALLOW_CONNECTIONS false");
        }

        first.Terminate();
        await first.ExitedAsync();
        await mesh.StartAsync();

        await using var payments = await mesh.ConnectAsync("payments");
        await using var check = await mesh.ConnectAsSuperuserAsync();
        Assert.False((bool)(await ScalarAsync(check, "SELECT has_database_privilege('public', 'orders', 'CONNECT')"))!);
        Assert.Equal("payments", await ScalarAsync(check, "SELECT pg_get_userbyid(datdba)::text FROM pg_database WHERE datname = 'payments'"));
    }

    [SkippableFact]
    public async Task Tables_of_an_earlier_start_get_the_role_of_migrations_as_owner_and_the_service_only_what_that_grants()
    {
        RealPostgres.Require();
        await using var mesh = await TestMesh.StartedBeforeAsync();
        var first = await mesh.StartAsync();
        await using (var orders = await mesh.ConnectAsync("orders"))
            await ExecuteAsync(orders, "CREATE TABLE trail (i int); INSERT INTO trail VALUES (1); CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'");
        first.Terminate();
        await first.ExitedAsync();

        mesh.Set("Mesh:Postgres:Databases:orders:MigrationPassword", "owner-secret-0001");
        var second = await mesh.StartAsync();
        await using (var owner = await mesh.ConnectAsync("orders-migrations", "owner-secret-0001", "orders"))
        {
            Assert.Equal("orders-migrations", await ScalarAsync(owner, "SELECT string_agg(DISTINCT pg_get_userbyid(relowner)::text, ',') FROM pg_class WHERE relname = 'trail'"));
            await ExecuteAsync(owner, "GRANT SELECT, INSERT ON trail TO orders");
        }

        second.Terminate();
        await second.ExitedAsync();
        await mesh.StartAsync(); // once more: it stays as it is

        await using var service = await mesh.ConnectAsync("orders");
        await ExecuteAsync(service, "INSERT INTO trail VALUES (2)");
        Assert.Equal(2L, await ScalarAsync(service, "SELECT count(*) FROM trail"));
        foreach (string sql in (string[])["UPDATE trail SET i = 3", "DELETE FROM trail", "TRUNCATE trail", "DROP TABLE trail", "ALTER TABLE trail DISABLE TRIGGER ALL", "DROP FUNCTION f()"])
            Assert.Equal("42501", (await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(service, sql))).SqlState);
        Assert.Equal(NoMatchingLine, await RefusalAsync(mesh, "orders-migrations", "owner-secret-0001", "payments"));
    }

    private static async Task<string?> RefusalAsync(TestMesh mesh, string user, string password, string database)
    {
        try
        {
            await using var connection = await mesh.ConnectAsync(user, password, database);
            return null;
        }
        catch (PostgresException refused)
        {
            return refused.SqlState;
        }
        catch (NpgsqlException noPassword) when (password.Length == 0 && noPassword.Message.Contains("password", StringComparison.OrdinalIgnoreCase))
        {
            return InvalidPassword; // the client has none to answer with
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
