using System.Net;
using System.Text.Json;
using MeshStarter.EmbeddedPostgres.Accounts;
using MeshStarter.EmbeddedPostgres.Tests.Running;
using static MeshStarter.EmbeddedPostgres.Tests.Running.Statements;

namespace MeshStarter.EmbeddedPostgres.Tests;

/// <summary>Facts of a server as long as it runs.</summary>
public sealed class RunningServerTests(StartedMesh started) : IClassFixture<StartedMesh>
{
    private const UnixFileMode OwnerOnly = (UnixFileMode)0b111_000_000;
    private const UnixFileMode Passage = (UnixFileMode)0b111_001_001;

    [SkippableFact]
    public async Task Each_role_reaches_its_own_database_and_no_other()
    {
        RealPostgres.Require();
        var mesh = started.Mesh;

        await using (var own = await mesh.ConnectAsync("daily-reports"))
        {
            await ExecuteAsync(own, "CREATE SCHEMA s; CREATE TABLE s.t (i int); CREATE TABLE public.u (i int)");
        }

        foreach (string database in (string[])["payments", "daily-reports", "postgres", "template1"])
        {
            Assert.Equal(NoMatchingLine, await RefusalAsync(mesh, "orders", TestMesh.PasswordOf("orders"), database));
        }

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

        await using var superuser = await started.Mesh.ConnectAsSuperuserAsync();
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

        await using var orders = await started.Mesh.ConnectAsync("orders");
        var settings = new List<object?>();
        foreach (string name in (string[])["timezone", "server_encoding", "lc_messages", "fsync", "jit", "shared_buffers"])
        {
            settings.Add(await ScalarAsync(orders, "SHOW " + name));
        }

        Assert.Equal(["UTC", "UTF8", "C", "on", "off", "32MB"], settings);
        Assert.Equal("C", await ScalarAsync(orders, "SELECT datcollate FROM pg_database WHERE datname = 'orders'"));
    }

    [SkippableFact]
    public async Task Folders_are_passages_and_the_servers_own_is_closed()
    {
        RealPostgres.RequireRoot();
        var mesh = started.Mesh;

        Assert.Equal(Passage, File.GetUnixFileMode(Path.GetDirectoryName(mesh.Data)!)); // .mesh
        Assert.Equal(Passage, File.GetUnixFileMode(mesh.Data));
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(mesh.Home));
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(mesh.Cluster));
        var account = await ServerAccount.ChooseAsync(null, default);
        Assert.NotEqual(0u, account.Uid);
        Assert.Equal(account.Uid, await AccountFiles.OwnerOfAsync(mesh.Home, default));
        Assert.Equal(account.Uid, await AccountFiles.OwnerOfAsync(mesh.Cluster, default));
        Assert.Equal(account.Uid, UidOf(mesh.Postmaster)); // and so those that it starts
        Assert.Equal(
            """{"layout_version":1,"postgres_major":15}""".Replace("15", (await File.ReadAllTextAsync(Path.Combine(mesh.Cluster, "PG_VERSION"))).Trim(), StringComparison.Ordinal),
            JsonSerializer.Serialize(JsonSerializer.Deserialize<JsonElement>(await File.ReadAllTextAsync(Path.Combine(mesh.Home, "layout.json")))));
    }

    [SkippableFact]
    [Trait("Category", "Quick")]
    public async Task Status_is_for_this_machine_only_and_nothing_else_is_served()
    {
        RealPostgres.Require();

        foreach (string host in (string[])["localhost:1", "127.0.0.1", "[::1]"])
        {
            Assert.Equal((HttpStatusCode.OK, "Healthy"), await started.Owner.StatusAsync("/health", host));
        }

        foreach (string host in (string[])["evil.example", "localhost.evil.example", "192.168.1.1"])
        {
            Assert.Equal((HttpStatusCode.BadRequest, ""), await started.Owner.StatusAsync("/health", host));
        }

        Assert.Equal((HttpStatusCode.NotFound, ""), await started.Owner.StatusAsync("/"));
    }

    [SkippableFact]
    public async Task Busy_http_port_is_refused()
    {
        RealPostgres.Require();
        await using var second = new TestMesh();
        second.Set("ASPNETCORE_URLS", started.Owner.Address.ToString());

        var refusal = await second.RefusedAsync();

        Assert.Matches(@"^ASPNETCORE_URLS: [^\n]*address already in use[^\n]* Fix: [^\n]*$", refusal);
        Assert.False(Directory.Exists(second.Data));
    }

    [SkippableFact]
    public async Task Second_owner_of_a_folder_is_refused_with_its_holder()
    {
        RealPostgres.Require();
        await using var second = new TestMesh();
        second.Set("Mesh:Data", started.Mesh.Data);

        var refusal = await second.RefusedAsync();

        Assert.Equal(
            $"Mesh:Data: process {started.Owner.Id} already runs the server of {started.Mesh.Data}. Fix: stop that mesh, or set Mesh:Data to another folder.", refusal);
        await using var untouched = await started.Mesh.ConnectAsync("orders");
    }

    private static uint UidOf(int process) =>
        uint.Parse(File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[1]);
}
