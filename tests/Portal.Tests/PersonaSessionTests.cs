using System.Net;

namespace MeshStarter.Portal.Tests;

/// <summary>The cookie of a persona names a session on the server, and ends with it.</summary>
[Trait("Category", "Quick")]
public sealed class PersonaSessionTests
{
    private const string Form = "<form method=\"post\" action=\"/sql\"";

    [Fact]
    public async Task Session_ends_for_copies_of_its_cookie_with_a_sign_out_or_a_sign_in_as_another_persona_and_for_no_other_browser()
    {
        await using var mesh = await MadeMesh.StartAsync();
        await using var portal = await RunningPortal.StartAsync(mesh);
        var (_, page) = await portal.Browser.SignInAsync("analyst", "/sql");
        using var copy = Copy(portal);
        var (_, before) = await copy.LoadAsync("/sql");

        await portal.Browser.SubmitAsync("/sign-out", page, []);

        var (_, after) = await copy.LoadAsync("/sql");
        Assert.Contains(Form, before, StringComparison.Ordinal);
        Assert.DoesNotContain(Form, after, StringComparison.Ordinal);
        Assert.Contains("Sign in", PageText.ReadMain(after), StringComparison.Ordinal);

        await portal.Browser.SignInAsync("analyst", "/sql");
        using var second = Copy(portal);

        var (_, own) = await portal.Browser.SignInAsync("auditor", "/sql");

        Assert.Contains(Form, own, StringComparison.Ordinal);
        Assert.DoesNotContain(Form, (await second.LoadAsync("/sql")).Html, StringComparison.Ordinal);

        (_, page) = await portal.Browser.SignInAsync("analyst", "/sql");
        using var other = new PortalBrowser(portal.Address);
        await other.SignInAsync("analyst", "/sql");

        await portal.Browser.SubmitAsync("/sign-out", page, []);

        Assert.Contains(Form, (await other.LoadAsync("/sql")).Html, StringComparison.Ordinal);
    }

    private static PortalBrowser Copy(RunningPortal portal)
    {
        var cookies = new CookieContainer();
        foreach (var cookie in portal.Cookies.GetAllCookies().Cast<Cookie>())
        {
            cookies.Add(portal.Address, new Cookie(cookie.Name, cookie.Value));
        }

        return new PortalBrowser(portal.Address, cookies);
    }
}
