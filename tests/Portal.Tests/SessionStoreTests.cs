using MeshStarter.Portal.Tests.Running;
using MeshStarter.TestKit;

namespace MeshStarter.Portal.Tests;

/// <summary>Sessions outlive a process of the portal: in its folder, or for several processes in its database.</summary>
public sealed class SessionStoreTests : IClassFixture<PostgresFixture>, IAsyncLifetime
{
    private readonly PostgresFixture _postgres;
    private MadeMesh _mesh = null!;
    private TestAuthority _provider = null!;

    public SessionStoreTests(PostgresFixture postgres) => _postgres = postgres;

    public async Task InitializeAsync()
    {
        _mesh = await MadeMesh.StartAsync();
        _provider = await TestAuthority.StartAsync();
        _provider.Client = "portal:the%20secret%20of%20portal%200123456789";
    }

    public async Task DisposeAsync()
    {
        await _provider.DisposeAsync();
        await _mesh.DisposeAsync();
    }

    [SkippableFact]
    public async Task Processes_with_one_database_share_sessions_and_their_end()
    {
        _postgres.Require();
        var database = await _postgres.CreateDatabaseAsync();
        var settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["Mesh:Identity:Authority"] = _provider.Issuer, ["Mesh:SignIn:Store"] = "Postgres", ["ConnectionStrings:database"] = database };
        await using var first = await RunningPortal.StartAloneAsync(_mesh, settings);
        await using var second = await RunningPortal.StartAloneAsync(_mesh, settings);
        await first.Browser.LoadAsync("/sign-in/oidc");

        using var browser = new PortalBrowser(second.Address, first.Cookies);
        var (_, before) = await browser.LoadAsync("/sql");
        await browser.SubmitAsync("/sign-out", before, []);
        var (_, after) = await first.Browser.LoadAsync("/sql");

        Assert.Contains("<form method=\"post\" action=\"/sql\"", before, StringComparison.Ordinal);
        Assert.Contains("Sign in", PageText.ReadMain(after), StringComparison.Ordinal);
        Assert.DoesNotContain("<form method=\"post\" action=\"/sql\"", after, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Mesh:SignIn:Scope", "profile", "Mesh:SignIn:Scope must have openid")]
    [InlineData("Mesh:SignIn:SessionLifetime", "00:00:10", "Mesh:SignIn:SessionLifetime must be between 00:05:00 and 7.00:00:00")]
    [InlineData("Mesh:SignIn:PublicUrl", "mesh.example.org", "Mesh:SignIn:PublicUrl must be an http(s) address")]
    [InlineData("Mesh:SignIn:Store", "Redis", "Store is Folder or Postgres")]
    public async Task Setting_that_cannot_be_used_refuses_the_start(string name, string value, string expected)
    {
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => RunningPortal.StartAloneAsync(_mesh, KeyValuePair.Create(name, value)));

        Assert.Contains(expected, refused.ToString(), StringComparison.Ordinal);
    }
}
