using System.Net;
using System.Text.RegularExpressions;

namespace MeshStarter.Portal.Tests;

/// <summary>The headers of every answer of the portal, and what its pages show of texts that act on a terminal.</summary>
[Trait("Category", "Quick")]
public sealed partial class HeadersTests : MeshTests
{
    private const string Hostile = "a\u001b[2J\u202eb";

    [Fact]
    public async Task Every_answer_forbids_inline_script_frames_and_guessed_types()
    {
        await using var portal = await RunningPortal.StartAsync(Mesh);
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = portal.Address };

        foreach (var (method, path, status) in new (string, string, HttpStatusCode?)[]
        {
            ("GET", "/sign-in", HttpStatusCode.OK), ("GET", "/css/frame.css", HttpStatusCode.OK), ("GET", "/portal.svg", HttpStatusCode.OK), ("GET", "/assets/frame.js", HttpStatusCode.OK), ("GET", "/health", HttpStatusCode.OK),
            ("GET", "/", HttpStatusCode.Redirect), ("GET", "/nothing", HttpStatusCode.Redirect), ("POST", "/sign-in", HttpStatusCode.BadRequest), ("PUT", "/css/frame.css", null),
        })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            using var answer = await http.SendAsync(request);
            if (status is { } expected)
            {
                Assert.Equal((path, expected), (path, answer.StatusCode));
            }

            AssertHeaders(answer);
        }
    }

    [Fact]
    public async Task Error_of_the_portal_itself_has_the_headers_too()
    {
        Mesh.Answer("governance/dev/personas", MadeMesh.Text("no JSON"));
        await using var portal = await RunningPortal.StartAsync(Mesh);
        using var http = new HttpClient { BaseAddress = portal.Address };

        using var answer = await http.GetAsync("/sign-in");

        Assert.False(answer.IsSuccessStatusCode);
        AssertHeaders(answer);
    }

    [Theory]
    [InlineData("https://mesh.example.org", true)]
    [InlineData("http://mesh.example.org", false)]
    public async Task Cookies_are_for_tls_alone_where_browsers_see_a_secure_address(string address, bool isSecure)
    {
        var governance = Mesh.Url("governance");
        Mesh.Answer("governance/.well-known/openid-configuration", MadeMesh.Json(new
        {
            issuer = governance,
            authorization_endpoint = governance + "connect/authorize",
            token_endpoint = governance + "connect/token",
            jwks_uri = governance + "jwks",
        }));
        Mesh.Answer("governance/jwks", MadeMesh.Text("{\"keys\":[]}"));
        await using var portal = await RunningPortal.StartAloneAsync(Mesh, KeyValuePair.Create("Mesh:SignIn:PublicUrl", address));
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false }) { BaseAddress = portal.Address };
        List<string> cookies = [];
        var page = "";

        page = await SendAsync(HttpMethod.Get, "/sign-in");
        await SendAsync(HttpMethod.Post, "/theme", ("theme", "dark"));
        await SendAsync(HttpMethod.Post, "/sign-in", ("persona", "analyst"));
        await SendAsync(HttpMethod.Get, "/sign-in/oidc");

        Assert.Equal(["-forms", "mesh-theme", "mesh-portal-", "-oidc-"], cookies.Select(cookie => CookieKind().Match(cookie).Value));
        Assert.All(cookies, cookie => Assert.Equal(isSecure, cookie.Contains("; secure", StringComparison.OrdinalIgnoreCase)));

        async Task<string> SendAsync(HttpMethod method, string path, params (string Name, string Value)[] fields)
        {
            using var request = new HttpRequestMessage(method, path);
            if (fields.Length > 0)
            {
                request.Headers.Add("Cookie", string.Join("; ", cookies.Select(cookie => cookie.Split(';')[0])));
                request.Content = new FormUrlEncodedContent(fields.Append((PortalBrowser.FormTokenField, page)).Select(field => KeyValuePair.Create(field.Item1, field.Item2)));
            }

            using var answer = await browser.SendAsync(request);
            cookies.AddRange(answer.Headers.TryGetValues("Set-Cookie", out var set) ? set : []);
            return PortalBrowser.FormTokenOf(await answer.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task Page_holds_no_script_and_no_style_of_its_own()
    {
        Mesh.Add("shop.orders", MadeMesh.Text("{\"number\":1,\"email\":\"****\"}\n"), "SELECT 1");

        var (_, html) = await LoadAsync("/products");

        foreach (var inline in new[] { "<style", " style=", " onclick=", "javascript:" })
        {
            Assert.DoesNotContain(inline, html, StringComparison.OrdinalIgnoreCase);
        }

        // Every script is a file of the portal's own.
        Assert.NotEmpty(Script().Matches(html));
        Assert.All(Script().Matches(html), script => Assert.Matches("^<script type=\"module\" src=\"/assets/[a-z-]+(\\.[a-z0-9]+)?\\.js\"></script>$", script.Value));
    }

    [Fact]
    public async Task Control_characters_of_a_stored_product_are_shown_escaped()
    {
        Mesh.Add("shop.orders", MadeMesh.Text(""));
        Mesh.Describe("shop.orders", Hostile);

        var (status, html) = await LoadAsync("/products");

        var text = WebUtility.HtmlDecode(html);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.DoesNotContain(text, character => (char.IsControl(character) && character is not ('\n' or '\r' or '\t')) || character == '\u202e');
        Assert.Contains(@"a\u001b[2J\u202eb", text, StringComparison.Ordinal);
    }

    [GeneratedRegex("<script.*?</script>", RegexOptions.Singleline, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Script();

    // Before the number of a mesh, or after it.
    [GeneratedRegex("-forms(?==)|-oidc-(?=[0-9a-f]{16}=)|^mesh-theme(?==)|^mesh-portal-(?=[0-9a-f]{12}=)", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex CookieKind();

    private static void AssertHeaders(HttpResponseMessage answer)
    {
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("style-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("connect-src 'self';", policy, StringComparison.Ordinal);
        Assert.EndsWith("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal(("nosniff", "no-referrer"), (answer.Headers.GetValues("X-Content-Type-Options").Single(), answer.Headers.GetValues("Referrer-Policy").Single()));
    }
}
