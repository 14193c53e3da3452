using Dapper;
using MeshStarter.ServiceDefaults.Database;
using MeshStarter.ServiceDefaults.Start;
using MeshStarter.TestKit.Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace MeshStarter.ServiceDefaults.Tests.Database;

/// <summary>A service whose password at a real server is the token of the managed identity of its process.</summary>
[Collection(nameof(ProcessIdentity))]
public sealed class IdentityPasswordTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>, IAsyncLifetime
{
    private readonly IdentityEndpoint _identity = new();
    private readonly string _role = $"identity_{Guid.NewGuid():N}";
    private string _administrator = "";
    private string _way = "";

    public async Task InitializeAsync()
    {
        await _identity.StartForThisProcessAsync();
        if (!postgres.IsAvailable)
        {
            return;
        }

        _administrator = await postgres.CreateDatabaseAsync();
        await ExecuteAsync($"CREATE ROLE {_role} LOGIN");
        await ExecuteAsync($"GRANT CREATE ON SCHEMA public TO {_role}");
        _way = new NpgsqlConnectionStringBuilder(_administrator) { Username = _role, Password = null, Pooling = false }.ConnectionString;
    }

    public Task DisposeAsync() => _identity.DisposeAsync().AsTask();

    [SkippableFact]
    public async Task Connections_have_the_token_that_is_valid_when_they_are_opened()
    {
        postgres.Require();
        // Within five minutes of its end a token is requested again.
        _identity.Lifetime = TimeSpan.FromMinutes(4);
        await GiveAsync("token-1");
        await using var service = await StartAsync(("ConnectionStrings:database", _way), ("ConnectionStrings:migrations", _way));
        var database = service.Services.GetRequiredService<NpgsqlDataSource>();

        await using var first = await database.OpenConnectionAsync();
        await GiveAsync("token-2");
        await using var second = await database.OpenConnectionAsync();
        await GiveAsync("token-3");
        using var third = OpenSynchronously(database);

        Assert.All([first, second, third], connection => Assert.Equal(_role, connection.QuerySingle<string>("SELECT current_user::text")));
        Assert.Equal(1, await first.QuerySingleAsync<int>("SELECT count(*)::int FROM mesh_migrations WHERE set_name = 'Single'"));
        Assert.All(_identity.Requests, query => Assert.Equal($"?api-version=2019-08-01&resource=https://ossrdbms-aad.database.windows.net&client_id={_identity.ClientId}", query));
    }

    [SkippableFact]
    public async Task Token_is_kept_while_it_is_valid_for_longer()
    {
        postgres.Require();
        await GiveAsync("token-1");
        await using var service = await StartAsync(("ConnectionStrings:database", _way));
        var database = service.Services.GetRequiredService<NpgsqlDataSource>();

        for (var opened = 0; opened < 5; opened++)
        {
            await using var connection = await database.OpenConnectionAsync();
        }

        Assert.Single(_identity.Requests);
    }

    [SkippableFact]
    public async Task Platform_that_gives_no_token_ends_the_start_with_its_reason()
    {
        postgres.Require();
        _identity.Answer = context => Results.StatusCode(400).ExecuteAsync(context);

        var refused = await Assert.ThrowsAsync<StartRefusedException>(() => StartAsync(("ConnectionStrings:database", _way), ("Mesh:Database:StartTimeout", "00:00:00")));

        Assert.StartsWith($"The database of ConnectionStrings:database does not let this service in: The platform gave no token of the managed identity {_identity.ClientId} for ", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Theory]
    [InlineData("ConnectionStrings:database", ";Password=hunter2")]
    [InlineData("ConnectionStrings:migrations", ";Password=hunter2")]
    [InlineData("ConnectionStrings:database", ";Passfile=/nowhere")]
    public async Task Password_alongside_the_identity_is_refused(string setting, string password)
    {
        const string none = "Host=127.0.0.1;Port=1;Username=x";

        var refused = await Assert.ThrowsAsync<StartRefusedException>(() => StartAsync(("ConnectionStrings:database", none), (setting, none + password)));

        Assert.Equal($"Setting {setting} has a password, and Mesh:Database:Credential is ManagedIdentity: the identity's token is the password. Leave Password and Passfile out.", refused.Message);
    }

    private static Task<TestService> StartAsync(params (string Name, string Value)[] settings)
    {
        var all = new Dictionary<string, string?> { ["Mesh:Database:Credential"] = "ManagedIdentity" };
        foreach (var (name, value) in settings)
        {
            all[name] = value;
        }

        return TestService.StartAsync(authority: null, all, builder =>
        {
            builder.AddDatabase();
            builder.Services.AddMigrations(typeof(IdentityPasswordTests).Assembly, "Single", "MeshStarter.ServiceDefaults.Tests.Migrations.Single.");
        });
    }

    // As the keys of the portal's cookies are read.
    private static NpgsqlConnection OpenSynchronously(NpgsqlDataSource database) => database.OpenConnection();

    private async Task GiveAsync(string token)
    {
        _identity.Token = _ => token;
        await ExecuteAsync($"ALTER ROLE {_role} PASSWORD '{token}'");
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_administrator);
        await connection.OpenAsync();
        await connection.ExecuteAsync(sql);
    }
}
