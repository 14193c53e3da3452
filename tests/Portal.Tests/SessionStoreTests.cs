using System.Net;

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
        _provider = await OidcPortal.StartProviderAsync();
    }

    public async Task DisposeAsync()
    {
        await _provider.DisposeAsync();
        await _mesh.DisposeAsync();
    }

    [SkippableTheory]
    [InlineData("openid aud-{audience}")]
    [InlineData("")]
    public async Task Processes_behind_one_address_give_the_same_answers_and_get_each_token_of_a_session_once(string audienceScope)
    {
        _postgres.Require();
        var statements = new MadeStatements(_mesh);
        var scope = ("Mesh:SignIn:AudienceScope", audienceScope);
        var database = await _postgres.CreateDatabaseAsync();
        // At once, on an empty database: one set of tables, and keys that both read.
        var both = await Task.WhenAll(StartAsync(database, scope), StartAsync(database, scope));
        await using var first = both[0];
        await using var second = both[1];
        await using var turns = await RoundRobin.StartAsync(first.Address, second.Address);
        using var browser = new PortalBrowser(turns.Address, new CookieContainer());
        await browser.LoadAsync("/sign-in/oidc");
        var signedIn = _provider.TokenRequests;

        // The form is one process's, what it sends comes to the other as often.
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            return await browser.SendFormAsync("/sql", ("_handler", "sql"), ("query", "SELECT 1"));
        }));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.Equal((8, 1), (statements.Begun.Count, statements.Begun.Select(begun => begun.Authorization).Distinct(StringComparer.Ordinal).Count()));
        Assert.Equal(1, _provider.TokenRequests - signedIn);
    }

    [SkippableFact]
    public async Task Processes_with_one_database_share_a_session_refresh_its_tokens_one_at_a_time_and_end_it_for_all()
    {
        _postgres.Require();
        var database = await _postgres.CreateDatabaseAsync();
        await using var first = await StartAsync(database);
        await using var second = await StartAsync(database);
        _provider.UserTokenSeconds = 1;
        await first.Browser.LoadAsync("/sign-in/oidc");
        using var other = new PortalBrowser(second.Address, first.Cookies);

        // The provider takes each refresh token once: two uses of one would have ended the session.
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        using var rounds = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (_provider.Refreshes < 3 && await rounds.WaitForNextTickAsync(patience.Token))
        {
            var pages = await Task.WhenAll(Enumerable.Range(0, 6).Select(number => (number % 2 == 0 ? first.Browser : other).LoadAsync("/sql")));
            Assert.All(pages, page => Assert.Contains("<form method=\"post\" action=\"/sql\"", page.Html, StringComparison.Ordinal));
        }

        var (_, form) = await other.LoadAsync("/sql");
        await other.SubmitAsync("/sign-out", form, []);
        var (_, after) = await first.Browser.LoadAsync("/sql");

        Assert.Contains("Sign in", PageText.ReadMain(after), StringComparison.Ordinal);
        Assert.DoesNotContain("<form method=\"post\" action=\"/sql\"", after, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Provider_that_hangs_leaves_connections_for_readers_whose_tokens_are_good()
    {
        _postgres.Require();
        await using var portal = await StartAsync($"{await _postgres.CreateDatabaseAsync()};Maximum Pool Size=5;Timeout=5");
        await portal.Browser.LoadAsync("/sign-in/oidc");
        _provider.UserTokenSeconds = 1;
        List<PortalBrowser> due = [.. Enumerable.Range(0, 12).Select(_ => new PortalBrowser(portal.Address, new CookieContainer()))];
        var hold = new TaskCompletionSource();
        List<Task> pages = [];
        try
        {
            foreach (var browser in due)
            {
                await browser.LoadAsync("/sign-in/oidc");
            }

            _provider.Hold = hold.Task;
            using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
            // The tokens that were given last are due last.
            while (_provider.Held == 0)
            {
                pages.Add(due[^1].LoadAsync("/sql"));
                await Task.WhenAny(pages[^1], Task.Delay(50, patience.Token));
                patience.Token.ThrowIfCancellationRequested();
            }

            pages.AddRange(due.SkipLast(1).Select(browser => browser.LoadAsync("/sql")));
            await Eventually.HoldsAsync(() => _provider.Held >= 4);

            var (status, html) = await portal.Browser.LoadAsync("/sql");

            Assert.Equal(HttpStatusCode.OK, status);
            Assert.Contains("<form method=\"post\" action=\"/sql\"", html, StringComparison.Ordinal);
        }
        finally
        {
            hold.SetResult();
            await Task.WhenAll(pages);
            due.ForEach(browser => browser.Dispose());
        }
    }

    [SkippableFact]
    public async Task Page_says_so_while_the_database_of_the_sessions_is_away()
    {
        _postgres.Require();
        var server = new ServerWithoutCommitTimes();
        await server.InitializeAsync();
        await using var portal = await StartAsync(await server.CreateDatabaseAsync());
        try
        {
            await portal.Browser.LoadAsync("/sign-in/oidc");
        }
        finally
        {
            await server.DisposeAsync();
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { { "Accept", "text/html" } } };
        using var response = await portal.Browser.SendAsync(request);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(2), response.Headers.RetryAfter?.Delta);
        Assert.Contains("This is not available now", PageText.ReadMain(await response.Content.ReadAsStringAsync()), StringComparison.Ordinal);
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

    /// <summary>Starts a portal that keeps its sessions in a database.</summary>
    private Task<RunningPortal> StartAsync(string database, params (string Name, string Value)[] settings) =>
        OidcPortal.StartAsync(_mesh, _provider, [("Mesh:SignIn:Store", "Postgres"), ("ConnectionStrings:database", database), .. settings]);
}
