using MeshStarter.EmbeddedPostgres.Tests.Running;
using Npgsql;
using static MeshStarter.EmbeddedPostgres.Tests.Running.Statements;

namespace MeshStarter.EmbeddedPostgres.Tests;

/// <summary>One role and database for each service and domain; none opens another's.</summary>
public sealed class RoleTests
{
    [SkippableFact]
    public async Task Changed_passwords_and_a_new_role_are_there_after_the_next_start_and_damaged_rights_are_fixed()
    {
        RealPostgres.Require();
        await using var mesh = await TestMesh.StartedBeforeAsync();
        var first = await mesh.StartAsync();
        await using (var orders = await mesh.ConnectAsync("orders"))
        {
            await ExecuteAsync(orders, "CREATE TABLE kept (i int)");
        }

        await using (var superuser = await mesh.ConnectAsSuperuserAsync())
        {
            await ExecuteAsync(superuser, "GRANT CONNECT ON DATABASE orders TO PUBLIC");
            await ExecuteAsync(superuser, "ALTER DATABASE payments OWNER TO orders");
            await ExecuteAsync(superuser, "ALTER DATABASE payments ALLOW_CONNECTIONS false");
        }

        await first.StopAsync();

        mesh.Set("Mesh:Postgres:Databases:orders:Password", "rotated-0002");
        mesh.Set("Mesh:Postgres:Password", "rotated-superuser-0002");
        mesh.AddRole("shipping");
        await mesh.StartAsync();

        await using var rotated = await mesh.ConnectAsync("orders", "rotated-0002", "orders");
        await using var added = await mesh.ConnectAsync("shipping");
        await using var unchanged = await mesh.ConnectAsync("payments");
        await using var check = await mesh.ConnectAsync("postgres", "rotated-superuser-0002", "orders");
        Assert.Equal(InvalidPassword, await RefusalAsync(mesh, "orders", TestMesh.PasswordOf("orders"), "orders"));
        Assert.Equal(InvalidPassword, await RefusalAsync(mesh, "postgres", TestMesh.SuperuserPassword, "postgres"));
        Assert.Equal("kept", await ScalarAsync(check, "SELECT 'kept'::regclass::text"));
        Assert.False((bool)(await ScalarAsync(check, "SELECT has_database_privilege('public', 'orders', 'CONNECT')"))!);
        Assert.Equal("payments", await ScalarAsync(check, "SELECT pg_get_userbyid(datdba)::text FROM pg_database WHERE datname = 'payments'"));
    }

    [SkippableFact]
    [Trait("Category", "Slow")]
    public async Task Tables_of_an_earlier_start_get_the_role_of_migrations_as_owner_and_the_service_only_what_that_grants()
    {
        RealPostgres.Require();
        await using var mesh = await TestMesh.StartedBeforeAsync();
        var first = await mesh.StartAsync();
        await using (var orders = await mesh.ConnectAsync("orders"))
        {
            await ExecuteAsync(orders, "CREATE TABLE trail (i int); INSERT INTO trail VALUES (1); CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'");
        }

        await first.StopAsync();

        mesh.Set("Mesh:Postgres:Databases:orders:MigrationPassword", "owner-secret-0001");
        var second = await mesh.StartAsync();
        await using (var owner = await mesh.ConnectAsync("orders-migrations", "owner-secret-0001", "orders"))
        {
            Assert.Equal("orders-migrations", await ScalarAsync(owner, "SELECT string_agg(DISTINCT pg_get_userbyid(relowner)::text, ',') FROM pg_class WHERE relname = 'trail'"));
            await ExecuteAsync(owner, "GRANT SELECT, INSERT ON trail TO orders");
        }

        await second.StopAsync();
        await mesh.StartAsync(); // once more: it stays as it is

        await using var service = await mesh.ConnectAsync("orders");
        await ExecuteAsync(service, "INSERT INTO trail VALUES (2)");
        Assert.Equal(2L, await ScalarAsync(service, "SELECT count(*) FROM trail"));
        foreach (string sql in (string[])["UPDATE trail SET i = 3", "DELETE FROM trail", "TRUNCATE trail", "DROP TABLE trail", "ALTER TABLE trail DISABLE TRIGGER ALL", "DROP FUNCTION f()"])
        {
            Assert.Equal("42501", (await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(service, sql))).SqlState);
        }

        Assert.Equal(NoMatchingLine, await RefusalAsync(mesh, "orders-migrations", "owner-secret-0001", "payments"));
    }
}
