using MeshStarter.TestKit.Azure;
using Npgsql;

namespace MeshStarter.Setup.Tests;

/// <summary>Roles of identities on a real server, with a stand-in for the labels of Azure Database for PostgreSQL; the setup's own password is its token.</summary>
public abstract class IdentitySetupContract(OwnPostgresFixture server) : IAsyncLifetime
{
    protected const string Sales = "9d8c7b6a-5f4e-4d3c-a2b1-00ff11ee22dd";
    private const string Shipping = "0a1b2c3d-4e5f-4061-8273-8495a6b7c8d9";

    private readonly string _suffix = Guid.NewGuid().ToString("N")[..8];
    private LabellingServer? _labelling;
    private string _superuser = "";
    private string _administrator = "";

    protected IdentityEndpoint Identity { get; } = new();

    private string Role => $"setup-identity-{_suffix}";

    public async Task InitializeAsync()
    {
        await Identity.StartAsync();
        if (!server.IsAvailable)
        {
            return;
        }

        _superuser = In("postgres", await server.CreateDatabaseAsync());
        _labelling = await LabellingServer.StartAsync(_superuser);
        await ExecuteAsync(_superuser, $"""CREATE ROLE "{Role}" LOGIN CREATEROLE CREATEDB PASSWORD 'token-1'""");
        Identity.Token = _ => "token-1";
        _administrator = new NpgsqlConnectionStringBuilder(_superuser) { Port = _labelling.Port, Username = Role, Password = null }.ConnectionString;
    }

    public async Task DisposeAsync()
    {
        await Identity.DisposeAsync();
        await (_labelling?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

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
        Assert.Equal([Labelled(roles[0], Sales), Labelled(roles[1], Shipping)], await PrincipalsAsync());
        Assert.Equal(0L, await ScalarAsync(_superuser, $"SELECT count(*) FROM pg_authid WHERE rolname IN ('{roles[0]}', '{roles[1]}') AND rolpassword IS NOT NULL"));
        // Here a role signs in by a password alone.
        await ExecuteAsync(_superuser, $"""ALTER ROLE "{roles[0]}" PASSWORD 'sales-0001'""");
        var sales = new NpgsqlConnectionStringBuilder(_superuser) { Username = roles[0], Password = "sales-0001" }.ConnectionString;
        Assert.Equal(roles[0], await ScalarAsync(In(roles[0], sales), "SELECT pg_get_userbyid(datdba)::text FROM pg_database WHERE datname = current_database()"));
        await ExecuteAsync(In(roles[0], sales), "CREATE TABLE orders (id int)");
        foreach (var connection in (string[])[In(roles[1], sales), In(roles[0], new NpgsqlConnectionStringBuilder(_administrator) { Password = "token-1" }.ConnectionString)])
        {
            var closed = await Assert.ThrowsAsync<PostgresException>(() => ScalarAsync(connection, "SELECT 1"));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, closed.SqlState);
        }

        var token = $"?api-version=2019-08-01&resource=https://ossrdbms-aad.database.windows.net&client_id={Identity.ClientId}";
        Assert.Equal([token, token], Identity.Requests);
    }

    [SkippableFact]
    [Trait("Category", "Slow")]
    public async Task Role_is_the_further_identitys_where_the_first_was_made_again()
    {
        server.Require();
        var role = $"sales-{_suffix}";
        Assert.Equal(0, (await SetUpAsync(_administrator, Principal(role, Sales))).Exit);

        var again = await SetUpAsync(_administrator, Principal(role, Shipping));

        Assert.Equal((0, ""), (again.Exit, again.Errors));
        Assert.Equal([Labelled(role, Shipping)], await PrincipalsAsync());
    }

    [SkippableFact]
    [Trait("Category", "Slow")]
    public async Task Setups_at_the_same_time_make_a_role_once()
    {
        server.Require();
        // The administrator's own database need not be that with the function.
        await ExecuteAsync(_superuser, $"""CREATE DATABASE "own-{_suffix}" OWNER "{Role}" """);
        var administrator = In($"own-{_suffix}", _administrator);
        (string, string)[] settings = [Principal($"billing-{_suffix}", Sales)];

        var both = await Task.WhenAll(SetUpAsync(administrator, settings), SetUpAsync(administrator, settings));

        Assert.All(both, one => Assert.Equal((0, ""), (one.Exit, one.Errors)));
        Assert.Equal([Labelled($"billing-{_suffix}", Sales)], await PrincipalsAsync());
    }

    [SkippableFact]
    public async Task Server_that_refuses_the_token_is_named_with_the_fix()
    {
        server.Require();
        Identity.Token = _ => "token-2";

        var refused = await SetUpAsync(_administrator, Principal("sales", Sales));

        Assert.Equal((1, ""), (refused.Exit, refused.Output));
        Assert.EndsWith($"refused {Role}: password authentication failed for user \"{Role}\". Fix: make the identity an Entra administrator of the server, and give its name as Username.\n", refused.Errors, StringComparison.Ordinal);
    }

    protected static (string, string) Principal(string role, string id) => ($"Mesh:Postgres:Databases:{role}:PrincipalId", id);

    protected Task<(int Exit, string Output, string Errors)> SetUpAsync(string administrator, params (string Setting, string Value)[] settings)
    {
        var all = new Dictionary<string, string>(Identity.Variables, StringComparer.Ordinal)
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

    private static string Labelled(string role, string identity) => $"{role} aadauth,oid={identity},type=service";

    private async Task<string[]> PrincipalsAsync() => (string[])(await ScalarAsync(
        _superuser, $"SELECT array_agg(rolname || ' ' || label ORDER BY rolname) FROM pg_shseclabel JOIN pg_roles ON pg_roles.oid = objoid WHERE provider = 'pgaadauth' AND rolname LIKE '%{_suffix}'"))!;
}
