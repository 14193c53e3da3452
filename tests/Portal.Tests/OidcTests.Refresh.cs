using System.Net;

namespace MeshStarter.Portal.Tests;

public sealed partial class OidcTests
{
    [Fact]
    public async Task Tokens_are_refreshed_before_they_expire_and_the_session_ends_where_the_provider_refuses()
    {
        await using var portal = await StartAsync();
        _provider.UserTokenSeconds = 1;
        await SignInAsync(portal.Browser);

        await UntilAsync(portal, () => _provider.Refreshes >= 2);
        _provider.RefusedGrants.Add("refresh_token");

        using var browser = Browser(portal, portal.Cookies);
        await UntilAsync(browser, page => page.StatusCode == HttpStatusCode.Redirect);
    }

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    public async Task Session_outlives_a_provider_that_puts_a_refresh_off(int status)
    {
        await using var portal = await StartAsync();
        _provider.UserTokenSeconds = 1;
        _provider.RefreshStatus = status;
        await SignInAsync(portal.Browser);

        await UntilAsync(portal, () => _provider.PutOff >= 2);
        _provider.RefreshStatus = null;
        await UntilAsync(portal, () => _provider.Refreshes >= 1);

        using var browser = Browser(portal, portal.Cookies);
        using var page = await browser.GetAsync("/sql");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }

    [Fact]
    public async Task Pages_do_not_wait_again_for_a_provider_that_has_just_failed_to_answer()
    {
        var time = new MovableTime();
        await using var portal = await RunningPortal.StartAloneAsync(_mesh, time, KeyValuePair.Create("Mesh:Identity:Authority", _provider.Issuer));
        await SignInAsync(portal.Browser);
        // Due, and good for more than another minute.
        time.Advance(TimeSpan.FromSeconds(500));
        _provider.RefreshStatus = 503;

        await portal.Browser.LoadAsync("/sql");
        await portal.Browser.LoadAsync("/sql");
        Assert.Equal(1, _provider.PutOff);

        time.Advance(TimeSpan.FromSeconds(20));
        await portal.Browser.LoadAsync("/sql");
        Assert.Equal(2, _provider.PutOff);
    }

    [Fact]
    public async Task Calls_of_a_page_do_not_wait_one_after_another_for_a_provider_that_gives_no_token()
    {
        var time = new MovableTime();
        await using var portal = await RunningPortal.StartAloneAsync(
            _mesh, time, KeyValuePair.Create("Mesh:Identity:Authority", _provider.Issuer), KeyValuePair.Create("Mesh:SignIn:AudienceScope", "aud-{audience}"));
        _provider.RefreshStatus = 503;
        await SignInAsync(portal.Browser);
        var putOff = _provider.PutOff;

        time.Advance(TimeSpan.FromSeconds(3));
        await portal.Browser.LoadAsync("/");
        Assert.Equal(putOff + 1, _provider.PutOff);

        time.Advance(TimeSpan.FromSeconds(3));
        _provider.RefreshStatus = null;
        var (_, html) = await RunAsync(portal.Browser);
        Assert.DoesNotContain("The identity provider", html, StringComparison.Ordinal);
    }
}
