using System.Net;

namespace MeshStarter.Portal.Tests;

public sealed partial class OidcTests
{
    private readonly MovableTime _time = new();

    [Fact]
    public async Task Tokens_are_refreshed_before_they_expire_and_the_session_ends_where_the_provider_refuses()
    {
        await using var portal = await StartTimedAsync();
        // Refreshed 20 seconds before their end; an ID token is good for five minutes.
        _provider.UserTokenSeconds = 60;
        await SignInAsync(portal.Browser);
        foreach (var refreshes in (int[])[1, 2])
        {
            _time.Advance(TimeSpan.FromSeconds(45));
            await portal.Browser.LoadAsync("/sql");
            Assert.Equal(refreshes, _provider.Refreshes);
        }

        _time.Advance(TimeSpan.FromSeconds(45));
        _provider.RefusedGrants.Add("refresh_token");

        using var browser = Browser(portal, portal.Cookies);
        using var page = await browser.GetAsync("/sql");
        Assert.Equal(HttpStatusCode.Redirect, page.StatusCode);
    }

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    public async Task Session_outlives_a_provider_that_puts_a_refresh_off(int status)
    {
        await using var portal = await StartTimedAsync();
        _provider.UserTokenSeconds = 60;
        await SignInAsync(portal.Browser);
        _time.Advance(TimeSpan.FromSeconds(45));
        _provider.RefreshStatus = status;
        await portal.Browser.LoadAsync("/sql");
        Assert.Equal((1, 0), (_provider.PutOff, _provider.Refreshes));
        // Beyond the end of the token.
        _time.Advance(TimeSpan.FromSeconds(20));
        await portal.Browser.LoadAsync("/sql");
        Assert.Equal((2, 0), (_provider.PutOff, _provider.Refreshes));
        _time.Advance(TimeSpan.FromSeconds(5));
        _provider.RefreshStatus = null;

        using var browser = Browser(portal, portal.Cookies);
        using var page = await browser.GetAsync("/sql");

        Assert.Equal((HttpStatusCode.OK, 1), (page.StatusCode, _provider.Refreshes));
    }

    [Fact]
    public async Task Pages_do_not_wait_again_for_a_provider_that_has_just_failed_to_answer()
    {
        await using var portal = await StartTimedAsync();
        await SignInAsync(portal.Browser);
        // Due, and good for more than another minute.
        _time.Advance(TimeSpan.FromSeconds(500));
        _provider.RefreshStatus = 503;

        await portal.Browser.LoadAsync("/sql");
        await portal.Browser.LoadAsync("/sql");
        Assert.Equal(1, _provider.PutOff);

        _time.Advance(TimeSpan.FromSeconds(20));
        await portal.Browser.LoadAsync("/sql");
        Assert.Equal(2, _provider.PutOff);
    }

    [Fact]
    public async Task Token_that_lives_for_a_minute_is_used_for_more_than_one_call()
    {
        await using var portal = await StartTimedAsync(KeyValuePair.Create("Mesh:SignIn:AudienceScope", "aud-{audience}"));
        _provider.UserTokenSeconds = 60;
        await SignInAsync(portal.Browser);
        await RunAsync(portal.Browser);
        var refreshes = _provider.Refreshes;

        _time.Advance(TimeSpan.FromSeconds(30));
        await RunAsync(portal.Browser);

        Assert.Equal(refreshes, _provider.Refreshes);
    }

    [Fact]
    public async Task Calls_of_a_page_do_not_wait_one_after_another_for_a_provider_that_gives_no_token()
    {
        await using var portal = await StartTimedAsync(KeyValuePair.Create("Mesh:SignIn:AudienceScope", "aud-{audience}"));
        _provider.RefreshStatus = 503;
        await SignInAsync(portal.Browser);
        var putOff = _provider.PutOff;

        _time.Advance(TimeSpan.FromSeconds(3));
        await portal.Browser.LoadAsync("/");
        Assert.Equal(putOff + 1, _provider.PutOff);

        _time.Advance(TimeSpan.FromSeconds(3));
        _provider.RefreshStatus = null;
        var (_, html) = await RunAsync(portal.Browser);
        Assert.DoesNotContain("The identity provider", html, StringComparison.Ordinal);
    }

    private Task<RunningPortal> StartTimedAsync(params KeyValuePair<string, string>[] settings) =>
        RunningPortal.StartAloneAsync(_mesh, _time, [KeyValuePair.Create("Mesh:Identity:Authority", _provider.Issuer), .. settings]);
}
