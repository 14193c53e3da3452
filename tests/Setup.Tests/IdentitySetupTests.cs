using MeshStarter.TestKit;
using MeshStarter.TestKit.Azure;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace MeshStarter.Setup.Tests;

/// <summary>Roles of identities on a real server, with a function in place of the one that Azure Database for PostgreSQL has; the setup's own password is its token.</summary>
public sealed class IdentitySetupTests(ServerWithoutCommitTimes server) : IClassFixture<ServerWithoutCommitTimes>, IAsyncLifetime
{
    private const string Sales = "9d8c7b6a-5f4e-4d3c-a2b1-00ff11ee22dd";
    private const string Shipping = "0a1b2c3d-4e5f-4061-8273-8495a6b7c8d9";

    // Its signature is that of "Manage Microsoft Entra roles in Azure Database for PostgreSQL"; as there, it is in database postgres alone.
    private const string Function = """
        CREATE TABLE IF NOT EXISTS principals (role text, object_id text, kind text, is_admin bool, is_mfa bool);
        CREATE OR REPLACE FUNCTION pgaadauth_create_principal_with_oid(rolename text, objectid text, objecttype text, isadmin boolean, ismfa boolean) RETURNS text
        LANGUAGE plpgsql SECURITY DEFINER AS $$
        BEGIN
            EXECUTE format('CREATE ROLE %I LOGIN', rolename);
            EXECUTE format('GRANT %I TO %I WITH ADMIN OPTION', rolename, session_user);
            INSERT INTO principals VALUES (rolename, objectid, objecttype, isadmin, ismfa);
            RETURN 'Created role for ' || rolename;
        END $$;
        """;

    private readonly IdentityEndpoint _identity = new();
    private readonly string _suffix = Guid.NewGuid().ToString("N")[..8];
    private string _superuser = "";
    private string _administrator = "";

    private string Role => $"setup-identity-{_suffix}";

    public async Task InitializeAsync()
    {
        await _identity.StartAsync();
        if (!server.IsAvailable)
        {
            return;
        }

        _superuser = In("postgres", await server.CreateDatabaseAsync());
        await ExecuteAsync(_superuser, Function);
        await ExecuteAsync(_superuser, $"""CREATE ROLE "{Role}" LOGIN CREATEROLE CREATEDB PASSWORD 'token-1'""");
        _identity.Token = _ => "token-1";
        _administrator = new NpgsqlConnectionStringBuilder(_superuser) { Username = Role, Password = null }.ConnectionString;
    }

    public Task DisposeAsync() => _identity.DisposeAsync().AsTask();

    [SkippableFact]
    public async Task Role_of_an_identity_is_made_once_with_a_closed_database_of_its_own()
    {
        server.Require();
        string[] roles = [$"sales-{_suffix}", $"shipping-{_suffix}"];
        (string, string)[] settings = [Principal(roles[0], Sales), Principal(roles[1], Shipping)];

        var made = await SetUpAsync(_administrator, settings);
        var again = await SetUpAsync(_administrator, settings);

        Assert.Equal((0, ""), (made.Exit, made.Errors));
        Assert.Equal((0, ""), (again.Exit, again.Errors));
        Assert.Equal([$"{roles[0]} {Sales} service f f", $"{roles[1]} {Shipping} service f f"], await PrincipalsAsync());
        Assert.Equal(0L, await ScalarAsync(_superuser, $"SELECT count(*) FROM pg_authid WHERE rolname IN ('{roles[0]}', '{roles[1]}') AND rolpassword IS NOT NULL"));
        // Here a role signs in by a password alone.
        await ExecuteAsync(_superuser, $"""ALTER ROLE "{roles[0]}" PASSWORD 'sales-0001'""");
        var sales = new NpgsqlConnectionStringBuilder(_superuser) { Username = roles[0], Password = "sales-0001" }.ConnectionString;
        Assert.Equal(roles[0], await ScalarAsync(In(roles[0], sales), "SELECT pg_get_userbyid(datdba)::text FROM pg_database WHERE datname = current_database()"));
        await ExecuteAsync(In(roles[0], sales), "CREATE TABLE orders (id int)");
        var closed = await Assert.ThrowsAsync<PostgresException>(() => ScalarAsync(In(roles[1], sales), "SELECT 1"));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, closed.SqlState);
        var token = $"?api-version=2019-08-01&resource=https://ossrdbms-aad.database.windows.net&client_id={_identity.ClientId}";
        Assert.Equal([token, token], _identity.Requests);
    }

    [SkippableFact]
    public async Task Setups_at_the_same_time_make_a_role_once()
    {
        server.Require();
        // The administrator's own database need not be that with the function.
        await ExecuteAsync(_superuser, $"""CREATE DATABASE "own-{_suffix}" OWNER "{Role}" """);
        var administrator = In($"own-{_suffix}", _administrator);
        (string, string)[] settings = [Principal($"billing-{_suffix}", Sales)];

        var both = await Task.WhenAll(SetUpAsync(administrator, settings), SetUpAsync(administrator, settings));

        Assert.All(both, one => Assert.Equal((0, ""), (one.Exit, one.Errors)));
        Assert.Equal([$"billing-{_suffix} {Sales} service f f"], await PrincipalsAsync());
    }

    [SkippableFact]
    public async Task Server_that_refuses_the_token_is_named_with_the_fix()
    {
        server.Require();
        _identity.Token = _ => "token-2";

        var refused = await SetUpAsync(_administrator, Principal("sales", Sales));

        Assert.Equal((1, ""), (refused.Exit, refused.Output));
        Assert.EndsWith($"refused {Role}: password authentication failed for user \"{Role}\". Fix: make the identity an Entra administrator of the server, and give its name as Username.\n", refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Platform_that_gives_no_token_is_named_in_one_line()
    {
        _identity.Answer = context => Results.StatusCode(400).ExecuteAsync(context);

        var refused = await SetUpAsync("Host=127.0.0.1;Port=1;Username=x", Principal("sales", Sales));

        Assert.Equal((1, ""), (refused.Exit, refused.Output));
        Assert.StartsWith($"Setting Mesh:Database:Credential: The platform gave no token of the managed identity {_identity.ClientId} for https://ossrdbms-aad.database.windows.net/.default: ", refused.Errors, StringComparison.Ordinal);
        Assert.Single(refused.Errors.TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData("Mesh:Postgres:Databases:orders:PrincipalId", "orders", "Mesh:Postgres:Databases:orders:PrincipalId: \"orders\" is no GUID. Fix: give the object id of the identity, such as 9d8c7b6a-5f4e-4d3c-a2b1-00ff11ee22dd.")]
    [InlineData("Mesh:Postgres:Databases:orders:Password", "orders-0001", "Mesh:Postgres:Databases:orders:Password: there is a PrincipalId, too, and an identity has no password. Fix: leave one of them out.")]
    [InlineData("Mesh:Postgres:Databases:orders:MigrationPassword", "owner-0001", "Mesh:Postgres:Databases:orders:MigrationPassword: there is a PrincipalId, too, and an identity is one role. Fix: leave it out.")]
    [InlineData("Mesh:Database:Credential", "Token", "Setting Mesh:Database:Credential is \"Token\". Set it to ManagedIdentity, or leave it out for the password of ConnectionStrings:server.")]
    [InlineData("AZURE_CLIENT_ID", "setup", "Setting Mesh:Database:Credential is ManagedIdentity, and AZURE_CLIENT_ID is no GUID. Set AZURE_CLIENT_ID to the client id of the identity that the platform assigned to this process.")]
    [InlineData(
        "ConnectionStrings:server", "Host=127.0.0.1;Username=x;Password=hunter2",
        "Setting ConnectionStrings:server has a password, and Mesh:Database:Credential is ManagedIdentity: the identity's token is the password. Leave Password and Passfile out.")]
    public async Task Wrong_setting_is_refused_in_one_line(string setting, string value, string expected) =>
        Assert.Equal((1, "", expected + "\n"), await SetUpAsync("Host=127.0.0.1;Port=1;Username=x", Principal("orders", Sales), (setting, value)));

    private static (string, string) Principal(string role, string id) => ($"Mesh:Postgres:Databases:{role}:PrincipalId", id);

    private Task<(int Exit, string Output, string Errors)> SetUpAsync(string administrator, params (string Setting, string Value)[] settings)
    {
        var all = new Dictionary<string, string>(_identity.Variables, StringComparer.Ordinal)
        {
            ["ConnectionStrings:server"] = administrator,
            ["Mesh:Database:Credential"] = "ManagedIdentity",
            ["Mesh:Database:StartTimeout"] = "00:00:00",
        };
        foreach (var (setting, value) in settings)
        {
            all[setting] = value;
        }

        return SetupProgram.RunAsync([.. all.Select(setting => (setting.Key, setting.Value))]);
    }

    private static string In(string database, string connection) => new NpgsqlConnectionStringBuilder(connection) { Database = database, Pooling = false }.ConnectionString;

    private async Task<string[]> PrincipalsAsync() =>
        (string[])(await ScalarAsync(_superuser, $"SELECT array_agg(concat_ws(' ', role, object_id, kind, is_admin, is_mfa) ORDER BY role) FROM principals WHERE role LIKE '%{_suffix}'"))!;

    private static async Task<object?> ScalarAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    private static Task ExecuteAsync(string connectionString, string sql) => ScalarAsync(connectionString, sql);
}
