using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using MeshStarter.Contracts;
using MeshStarter.Portal.Tests.Running;
using MeshStarter.TestKit;

namespace MeshStarter.Portal.Tests;

/// <summary>What a persona sees.</summary>
[Trait("Category", "Quick")]
public sealed partial class PageTests : IAsyncLifetime
{
    private MadeMesh _mesh = null!;

    public async Task InitializeAsync() => _mesh = await MadeMesh.StartAsync();

    public async Task DisposeAsync() => await _mesh.DisposeAsync();

    [Fact]
    public async Task Product_is_shown_with_its_owner_ports_classification_rows_and_a_query_to_paste()
    {
        _mesh.Add("shop.orders", MadeMesh.Text("{\"number\":1,\"email\":\"****\"}\n{\"number\":null,\"email\":\"<script>alert(1)</script>\"}\n"), "SELECT * FROM shop.orders WHERE email = '****'");
        await using var portal = await RunningPortal.StartAsync(_mesh);

        var (status, html) = await portal.Browser.SignInAsync("analyst");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(
            "shop.orders 1.2.3 Made for a test Owner team@example.org Classification confidential Ports table http://localhost:4711/products/made/table Promises fresh within 5 minutes "
            + "Ask it SELECT * FROM shop.orders WHERE email = '****' The same as a line for a shell "
            + $"(t=$(curl -s {_mesh.Url("governance")}dev/token -H 'Content-Type: application/json' -d '{{\"persona\":\"analyst\"}}'); t=${{t#*'\"access_token\":\"'}}; printf 'Authorization: Bearer %s\\n' \"${{t%%'\"'*}}\""
            + $" | curl -s {_mesh.Url("query")}query -H @- -H 'Content-Type: text/plain' --data-raw 'SELECT * FROM shop.orders WHERE email = '\\''****'\\''') "
            + "Rows, as analyst gets them number email personal 1 **** null <script>alert(1)</script>",
            PageText.Read(Article().Match(html).Value));
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Product_is_shown_with_what_its_checks_said_and_what_does_not_reach_readers()
    {
        _mesh.Add("shop.orders", MadeMesh.Text(""));
        var at = new DateTimeOffset(2026, 1, 31, 12, 30, 0, TimeSpan.Zero);
        CheckStatus passed = new(new CheckResult { Check = new QualityCheck.NotNull(["number"]), Outcome = CheckOutcome.Passed }, at);
        CheckStatus failed = new(new CheckResult { Check = new QualityCheck.Unique(["number"]), Outcome = CheckOutcome.Failed, FailingRows = 2, Reason = "2 rows: number is there twice." }, at);
        _mesh.Answer("catalog/products/shop.orders/quality", MadeMesh.Json(new ProductQuality
        {
            Product = DataProductId.Parse("shop.orders"),
            Major = 1,
            Checks = [passed, failed],
            History = [new QualityMinute { Minute = at, Batches = 3, Rows = 30, Quarantined = 1, Checks = [] }, new QualityMinute { Minute = at.AddMinutes(-1), Batches = 9, Rows = 9, Quarantined = 0, Checks = [] }],
            Publishing = new PublishingState(at.AddHours(1)),
        }));
        await using var portal = await RunningPortal.StartAsync(_mesh);

        var (_, html) = await portal.Browser.SignInAsync("analyst");

        Assert.Contains(
            "Quality New rows do not reach readers since 2026-01-31 13:30:00Z. 1 of 2 checks passed, 2026-01-31 12:30:00Z unique: 2 rows: number is there twice. "
            + "1 of 12 batches of the last hour quarantined. Its domain's people see why: mesh quarantine shop.orders@1 ",
            PageText.Read(Article().Match(html).Value),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refused_version_is_shown_in_place_of_addresses_that_serve_nothing()
    {
        _mesh.Add("shop.orders", MadeMesh.Text(""));
        _mesh.Answer("shop/refused-versions", MadeMesh.Json(new ItemList<RefusedVersion>(
        [
            new(DataProductId.Parse("shop.orders"), new ProductVersion(1, 3, 0), new ProductVersion(2, 0, 0), Reason: null),
            new(DataProductId.Parse("shop.parcels"), new ProductVersion(1, 0, 0), Least: null, "version: the reason."),
        ])));
        _mesh.Answer("shop/health", MadeMesh.Text("Degraded"));
        await using var portal = await RunningPortal.StartAsync(_mesh, ("shop", _mesh.Url("shop")));

        var (_, html) = await portal.Browser.SignInAsync("analyst");

        var text = PageText.ReadMain(html);
        Assert.Contains("shop degraded", text, StringComparison.Ordinal);
        Assert.Contains("refused: parcels 1.0.0. version: the reason. shop.orders", text, StringComparison.Ordinal);
        Assert.Contains("Made for a test refused: orders 1.3.0 → make it 2.0.0 or later Owner", text, StringComparison.Ordinal);
        Assert.Contains("Ports table serves nothing", text, StringComparison.Ordinal);
        Assert.DoesNotContain("http://localhost:4711", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_below_the_root_has_its_style_sheet()
    {
        await using var portal = await RunningPortal.StartAsync(_mesh, ("shop", _mesh.Url("shop")));
        await portal.Browser.SignInAsync("shop-owner");

        var (_, html) = await portal.Browser.LoadAsync("/quarantine/shop.orders");

        var sheet = new Uri(new Uri(portal.Address, "/quarantine/shop.orders"), StyleSheet().Match(html).Groups["href"].Value);
        var (status, css) = await portal.Browser.LoadAsync(sheet.PathAndQuery);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains(":root", css, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_address_is_a_page_that_says_so()
    {
        await using var portal = await RunningPortal.StartAsync(_mesh);
        await portal.Browser.SignInAsync("analyst");

        var (status, html) = await portal.Browser.LoadAsync("/no/such/page");

        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Equal("There is no such page This portal has no page at /no/such/page . See the data products", PageText.ReadMain(html));
    }

    [Theory]
    [InlineData(Reachability.Unreachable, "Unreachable: the service of domain shop does not report.")]
    [InlineData(Reachability.Orphaned, "Orphaned: this mesh ran the service of domain shop and no longer finds its folder.")]
    public async Task Product_whose_domain_is_away_promises_nothing_now(Reachability reachability, string reason)
    {
        _mesh.Add("shop.orders", MadeMesh.Text(""), reachability);
        await using var portal = await RunningPortal.StartAsync(_mesh);

        var (_, html) = await portal.Browser.SignInAsync("analyst");

        var text = PageText.Read(Article().Match(html).Value);
        Assert.Contains($"{reason} It reported last at 1970-01-01 00:00:00Z. Rows that it published are readable; no new ones come.", text, StringComparison.Ordinal);
        Assert.Contains("Promises not kept now: fresh within 5 minutes ", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/sign-in", "Choose a persona · MeshStarter")]
    [InlineData("/", "Data products · MeshStarter")]
    public async Task Page_has_one_title(string path, string title)
    {
        await using var portal = await RunningPortal.StartAsync(_mesh);
        await portal.Browser.SignInAsync("analyst");

        var (_, html) = await portal.Browser.LoadAsync(path);

        Assert.Equal(title, Assert.Single(Title().Matches(html)).Groups["title"].Value);
    }

    [Fact]
    public async Task Health_lists_every_process_that_the_app_host_names()
    {
        using var anonymous = new Socket(SocketType.Stream, ProtocolType.Tcp);
        anonymous.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _mesh.Answer("postgres/health", context =>
        {
            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        });
        await using var portal = await RunningPortal.StartAsync(
            _mesh, ("customer-care", _mesh.Url("customer-care")), ("orders", $"http://127.0.0.1:{((IPEndPoint)anonymous.LocalEndPoint!).Port}"), ("postgres", _mesh.Url("postgres")));

        var (_, html) = await portal.Browser.SignInAsync("analyst");

        Assert.Equal(
            "Health portal healthy catalog healthy customer-care healthy governance healthy orders does not answer postgres not healthy query healthy",
            PageText.Read(Health().Match(html).Value));
    }

    [Fact]
    public async Task Product_without_rows_and_one_whose_rows_are_denied_say_so_alongside_the_others()
    {
        _mesh.Add("shop.empty", MadeMesh.Text(""));
        _mesh.Add("shop.denied", MadeMesh.Problem(403, "analyst may not read shop.denied."));
        _mesh.Add("shop.broken", MadeMesh.Problem(503, "No worker is free."));
        _mesh.Add("shop.good", MadeMesh.Text("{\"number\":42,\"email\":null}\n"));
        await using var portal = await RunningPortal.StartAsync(_mesh);

        var (status, html) = await portal.Browser.SignInAsync("analyst");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(
            ["query cannot answer for now: No worker is free.", "analyst may not read shop.denied.", "No rows yet: its domain has published none. Reload in a moment.", "number email personal 42 null"],
            Article().Matches(html).Select(article => PageText.Read(article.Value).Split("as analyst gets them ")[1]));
    }

    [Fact]
    public async Task Deprecated_version_is_named_with_its_end_and_successor()
    {
        _mesh.Add("shop.orders", MadeMesh.Text(""));
        MajorVersionStatus Major(int number, MajorVersionState state) => new()
        {
            Major = number,
            Version = new ProductVersion(number, 0, 0),
            State = state,
            IsDefault = state == MajorVersionState.Active,
            ActiveFrom = DateTimeOffset.UnixEpoch,
            RetiresAt = state == MajorVersionState.Deprecated ? new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero) : null,
            Successor = state == MajorVersionState.Deprecated ? "shop.orders@2" : null,
        };
        _mesh.Answer("catalog/products/shop.orders/majors", MadeMesh.Json(new ItemList<MajorVersionStatus>([Major(2, MajorVersionState.Active), Major(1, MajorVersionState.Deprecated)])));
        await using var portal = await RunningPortal.StartAsync(_mesh);

        var (_, html) = await portal.Browser.SignInAsync("analyst");

        Assert.Contains("Made for a test Version 1 is deprecated and can be read until 2026-06-01 00:00:00Z. Read shop.orders@2 instead. Owner", PageText.Read(Article().Match(html).Value), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mesh_without_a_product_says_so()
    {
        await using var portal = await RunningPortal.StartAsync(_mesh);

        var (status, html) = await portal.Browser.SignInAsync("auditor");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("No product that you may see is registered yet.", html, StringComparison.Ordinal);
    }

    public static TheoryData<string, bool, string> Failures => new()
    {
        { "catalog/products", false, "catalog does not answer within 10 seconds." },
        { "catalog/products", true, "catalog cannot answer for now: The database is away." },
        { "governance/dev/token", true, "governance cannot answer for now: The database is away." },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Service_that_does_not_answer_is_named_on_a_page_that_still_shows_the_health(string path, bool answers, string said)
    {
        _mesh.Answer(path, answers ? MadeMesh.Problem(503, "The database is away.") : MadeMesh.SilenceAsync);
        await using var portal = await RunningPortal.StartAsync(_mesh);

        var (status, html) = await portal.Browser.SignInAsync("analyst");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains(said, html, StringComparison.Ordinal);
        Assert.Contains("catalog <span>healthy</span>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sign_in_names_a_silent_governance_also_to_who_has_the_form_already()
    {
        await using var portal = await RunningPortal.StartAsync(_mesh);
        var form = await portal.Browser.LoadAsync("/sign-in");
        Assert.Contains("<strong>auditor</strong>", form.Html, StringComparison.Ordinal);

        _mesh.Answer("governance/dev/personas", MadeMesh.SilenceAsync);
        var (status, html) = await portal.Browser.SubmitAsync(form.Html, "auditor");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("governance does not answer within 10 seconds.", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mesh_with_an_identity_provider_of_its_own_says_that_there_are_no_personas()
    {
        _mesh.Answer("governance/dev/personas", MadeMesh.Problem(404, "There is no such thing here."));
        await using var portal = await RunningPortal.StartAsync(_mesh);

        var (status, html) = await portal.Browser.LoadAsync("/");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("This mesh has no development issuer, and so no personas", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Persona_that_no_one_knows_chooses_again()
    {
        await using var portal = await RunningPortal.StartAsync(_mesh);

        var (_, html) = await portal.Browser.SignInAsync("nobody");

        Assert.Contains("Who are you today?", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_portals_of_a_machine_leave_each_others_readers_signed_in()
    {
        await using var one = await RunningPortal.StartAsync(_mesh);
        await using var other = await RunningPortal.StartAsync(_mesh);
        var cookies = new CookieContainer();
        using var oneTab = new PortalBrowser(one.Address, cookies);
        using var otherTab = new PortalBrowser(other.Address, cookies);
        var (_, form) = await oneTab.LoadAsync("/sign-in");
        await otherTab.SignInAsync("auditor");

        var (_, signedIn) = await oneTab.SubmitAsync(form, "analyst");
        var (_, still) = await otherTab.LoadAsync("/");

        Assert.Contains("You are analyst", PageText.Read(signedIn), StringComparison.Ordinal);
        Assert.Contains("You are auditor", PageText.Read(still), StringComparison.Ordinal);
    }

    [GeneratedRegex("<link rel=\"stylesheet\" href=\"(?<href>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex StyleSheet();

    [GeneratedRegex("<title>(?<title>[^<]*)</title>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Title();

    [GeneratedRegex("<article.*?</article>", RegexOptions.Singleline, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Article();

    [GeneratedRegex("<section.*?</section>", RegexOptions.Singleline, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Health();
}
