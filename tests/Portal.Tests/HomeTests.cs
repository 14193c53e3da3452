using System.Net;
using System.Text.RegularExpressions;
using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Overview;
using MeshStarter.Contracts.Policies;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Contracts.Slo;

namespace MeshStarter.Portal.Tests;

/// <summary>The page that the portal opens with: the map, what needs the reader, what changed.</summary>
[Trait("Category", "Quick")]
public sealed partial class HomeTests : MeshTests
{
    private static readonly DataProductId Orders = DataProductId.Parse("shop.orders");
    private static readonly DataProductId Stock = DataProductId.Parse("depot.stock");

    private static readonly ProductStatus Met = new(SloState.Met, DateTimeOffset.UnixEpoch);
    private static readonly ProductStatus CheckFails = new(SloState.AtRisk, null, ProductStateReason.CheckFailing);
    private static readonly ProductStatus NotPublishing = new(SloState.Breached, DateTimeOffset.UnixEpoch, ProductStateReason.NotPublishing);

    private protected override void SetUp()
    {
        Mesh.Answer("governance/access/requests", MadeMesh.Json(new AccessPage<AccessRequest>([], null)));
        Mesh.Answer("governance/proposals", MadeMesh.Json(new AccessPage<PolicyProposal>([], null)));
        Mesh.Answer("governance/policy/declassifications", MadeMesh.Json(new ItemList<DeclassificationRequest>([])));
        Mesh.Answer("governance/access/grants", MadeMesh.Json(new AccessPage<AccessGrant>([], null)));
    }

    [Fact]
    public async Task Map_shows_domains_products_their_flow_and_condition_leads_to_those_beyond_it_and_gives_a_reader_without_a_domain_nothing_to_do()
    {
        Mesh.Answer("catalog/overview", MadeMesh.Json(Overview(CheckFails)));
        await using var portal = await RunningPortal.StartAsync(Mesh);

        var (status, html) = await portal.Browser.SignInAsync("analyst");

        Assert.Equal(HttpStatusCode.OK, status);
        var text = PageText.ReadMain(html);
        Assert.StartsWith("Your mesh 2 domains, 2 products; 1 product at risk or breached. Map shop depot orders table, rest stock at risk The same as a list", text, StringComparison.Ordinal);
        Assert.Contains("depot.stock 2.0.0 table shop.orders at risk a check does not pass shop.orders 1.2.3 table, rest – met", text, StringComparison.Ordinal);
        Assert.Contains("""<a href="/products/depot.stock" aria-label="stock at risk: depot.stock, a check does not pass">""", html, StringComparison.Ordinal);
        Assert.Single(Flow().Matches(html));

        var overview = Overview(Met);
        Mesh.Answer("catalog/overview", MadeMesh.Json(overview with { Domains = [overview.Domains[0] with { HasMore = true }], HasMore = true }));

        (_, html) = await portal.Browser.SignInAsync("analyst");

        Assert.Contains("More than 1 domain, 1 product; none at risk.", PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.Contains("These are the first domains. Search all products", PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.Contains("""<a href="/products?domain=depot"><text""", html, StringComparison.Ordinal);

        Mesh.Answer("catalog/overview", MadeMesh.Json(Overview(NotPublishing)));

        (_, html) = await portal.Browser.SignInAsync("analyst");

        Assert.Contains("Needs you Nothing. No decision waits for you, and no grant of yours ends soon.", PageText.ReadMain(html), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Owner_is_shown_what_waits_in_the_own_domain()
    {
        Mesh.Add("shop.orders", MadeMesh.Text(""));
        Mesh.Answer("catalog/overview", MadeMesh.Json(Overview(CheckFails, NotPublishing)));
        Mesh.Answer("catalog/slo", MadeMesh.Json(new Page<ProductSloState>([State(Orders, NotPublishing)], null)));
        Mesh.Answer("shop/products/orders/quarantine", MadeMesh.Json(new { items = new[] { QuarantineTests.Batch("1-2", null), QuarantineTests.Batch("3-4", DateTimeOffset.UnixEpoch), QuarantineTests.Batch("5-6", null) } }));
        Mesh.Answer("shop/refused-versions", MadeMesh.Json(new ItemList<RefusedVersion>([new(Orders, new ProductVersion(1, 3, 0), new ProductVersion(2, 0, 0), "number: is gone.")])));

        var (_, html) = await LoadAsync("/", "shop-owner", ("shop", Mesh.Url("shop")));

        Assert.Contains(
            "Needs you breached shop.orders: new rows do not reach readers since 1970-01-01 00:00:00 UTC. Why Quarantine shop.orders: 2 batches in quarantine. Look "
            + "Refused refused: orders 1.3.0 → make it 2.0.0 or later. number: is gone. Look This week",
            PageText.ReadMain(html),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Product_that_is_not_reached_leads_to_the_operations_of_its_domain()
    {
        Mesh.Answer("catalog/slo", MadeMesh.Json(new Page<ProductSloState>([State(Orders, new ProductStatus(SloState.AtRisk, DateTimeOffset.UnixEpoch, ProductStateReason.Unreachable))], null)));

        var (_, html) = await LoadAsync("/", "shop-owner", ("shop", Mesh.Url("shop")));

        Assert.Contains("""href="/operations?domain=shop" aria-label="Look: shop.orders""", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Older_batches_than_those_of_a_page_may_be_in_quarantine_and_nothing_is_claimed_of_a_domain_that_is_away()
    {
        Mesh.Answer("catalog/slo", MadeMesh.Json(new Page<ProductSloState>([State(Orders, Met)], null)));
        Mesh.Answer("shop/health/products", MadeMesh.Json(MadeMesh.HealthOf((Orders, 1))));
        Mesh.Answer("shop/products/orders/quarantine", MadeMesh.Json(new { items = new[] { QuarantineTests.Batch("1-2", DateTimeOffset.UnixEpoch) }, next = 7 }));
        await using var portal = await RunningPortal.StartAsync(Mesh, ("shop", Mesh.Url("shop")));

        var (_, html) = await portal.Browser.SignInAsync("shop-owner");

        Assert.Contains("Needs you Quarantine shop.orders: older batches may be in quarantine. Look This week", PageText.ReadMain(html), StringComparison.Ordinal);

        Mesh.Answer("catalog/slo", MadeMesh.Json(new Page<ProductSloState>([State(Orders, Met), State(DataProductId.Parse("shop.items"), Met)], null)));
        Mesh.TakeAway("shop", "The database is away.");

        (_, html) = await portal.Browser.SignInAsync("shop-owner");

        Assert.Contains("Needs you Unknown Quarantine of shop: its service does not answer. Look This week", PageText.ReadMain(html), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quarantine_of_each_major_version_is_shown_by_one_request_for_each_that_has_a_table()
    {
        var (items, events) = (DataProductId.Parse("shop.items"), DataProductId.Parse("shop.events"));
        Mesh.Answer("catalog/slo", MadeMesh.Json(new Page<ProductSloState>([State(Orders, Met) with { Major = 2 }, State(items, Met), State(events, Met)], null)));
        var health = MadeMesh.HealthOf((Orders, 2), (Orders, 1), (items, 1), (events, 1));
        Mesh.Answer("shop/health/products", MadeMesh.Json(health with { Products = [.. health.Products.Select(product => product.Product == events ? product with { IsTableReadable = null } : product)] }));
        (string Name, int Batches)[] quarantined = [("items", 3), ("orders@1", 1), ("orders@2", 2), ("orders", 9), ("events", 9)];
        foreach (var (name, batches) in quarantined)
        {
            Mesh.Answer($"shop/products/{name}/quarantine", MadeMesh.Json(new { items = Enumerable.Range(1, batches).Select(number => QuarantineTests.Batch($"{number}", null)) }));
        }

        var (_, html) = await LoadAsync("/", "shop-owner", ("shop", Mesh.Url("shop")));

        Assert.Contains(
            "Needs you Quarantine shop.items: 3 batches in quarantine. Look Quarantine shop.orders@1: 1 batch in quarantine. Look Quarantine shop.orders@2: 2 batches in quarantine. Look This week",
            PageText.ReadMain(html),
            StringComparison.Ordinal);
        Assert.Contains("<a href=\"/quarantine/shop.orders@1\"", html, StringComparison.Ordinal);
        Assert.Equal([1, 1, 1, 0, 0], quarantined.Select(each => Mesh.Requests($"shop/products/{each.Name}/quarantine").Count));
    }

    [Fact]
    public async Task Owner_is_shown_a_breached_product_that_the_map_has_no_room_for()
    {
        Mesh.Answer("catalog/overview", MadeMesh.Json(Overview(Met) with { HasMore = true }));
        Mesh.Answer("shop/health/products", MadeMesh.Json(MadeMesh.HealthOf([.. Enumerable.Range(1, 60).Select(number => (DataProductId.Parse($"shop.p{number:D2}"), 1))])));
        Mesh.Answer("catalog/slo", MadeMesh.Json(new Page<ProductSloState>([.. Enumerable.Range(1, 60).Select(number => State(DataProductId.Parse($"shop.p{number:D2}"), number == 59 ? NotPublishing : Met))], "shop.p60")));

        var (_, html) = await LoadAsync("/", "shop-owner", ("shop", Mesh.Url("shop")));

        Assert.StartsWith("?domain=shop&", Mesh.Requests("catalog/slo")[^1].Query, StringComparison.Ordinal);
        Assert.Contains(
            "Needs you breached shop.p59: new rows do not reach readers since 1970-01-01 00:00:00 UTC. Why Unknown States of shop beyond its first 1,000 products. Look "
            + "Unknown Quarantine of shop beyond its first 50 product versions. Look This week",
            PageText.ReadMain(html),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Catalog_that_is_down_hides_no_decision_and_nothing_is_claimed_about_the_domain()
    {
        Mesh.Answer("governance/access/requests", MadeMesh.Json(new AccessPage<AccessRequest>([AccessPageTests.Request], null)));
        Mesh.TakeAway("catalog", "The database is away.");

        var (status, html) = await LoadAsync("/", "shop-owner");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains(
            "Needs you What waits in your domain: catalog cannot answer for now: The database is away. Reload in a moment. Access 1 request for access to decide. Decide This week",
            PageText.ReadMain(html),
            StringComparison.Ordinal);
        Assert.DoesNotContain("Nothing.", PageText.ReadMain(html), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("shop-owner", "Needs you Access 1 request for access to decide. Decide This week")]
    [InlineData("security", "Needs you Access 1 request for access to decide. Decide Declassify 1 request to declassify to decide. Decide Vote Analysts need no <b>totals</b>: votes until 1970-01-01 00:00:00 UTC. Vote This week")]
    [InlineData("analyst", "Needs you Nothing. No decision waits for you, and no grant of yours ends soon.")]
    public async Task Those_who_decide_see_what_waits_for_them(string persona, string needs)
    {
        Mesh.Answer("governance/access/requests", MadeMesh.Json(new AccessPage<AccessRequest>([AccessPageTests.Request], null)));
        // Among all proposals it may be behind fifty that have ended.
        Mesh.Answer("governance/proposals", context => MadeMesh.Json(new AccessPage<PolicyProposal>(context.Request.Query["state"] == "open" ? [PolicyPageTests.Proposal] : [], null))(context));
        // Another user decides about the reader's own request.
        Mesh.Answer("governance/policy/declassifications", MadeMesh.Json(new ItemList<DeclassificationRequest>([
            Declassification(DeclassificationState.Requested, "shop-owner"), Declassification(DeclassificationState.Requested, "security"), Declassification(DeclassificationState.Approved, "shop-owner")])));

        var (_, html) = await LoadAsync("/", persona);

        Assert.Contains(needs, PageText.ReadMain(html), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reader_sees_own_grants_that_end_soon_and_were_not_renewed()
    {
        var now = Mesh.Time.GetUtcNow();
        var until = new DateTimeOffset(now.Year, now.Month, now.Day, 0, 0, 0, TimeSpan.Zero).AddDays(5);
        var renewed = Guid.NewGuid();
        Mesh.Answer("governance/access/grants", context => MadeMesh.Json(context.Request.Query["before"].Count == 0
            ? new AccessPage<AccessGrant>([Grant("shop.orders", until.AddDays(100), "number", "email"), Grant("shop.events", until.AddDays(100), "number")], "7")
            : new AccessPage<AccessGrant>(
                [
                    Grant("shop.orders", until, "number"),
                    Grant("shop.events", until, "number", "email"),
                    Grant("depot.stock", until.AddDays(-1), "number") with { State = AccessState.Active },
                    Grant("depot.old", until, "number") with { State = AccessState.Expired },
                    // A major version and a column of it were gone when it was renewed.
                    Grant("depot.lots", until, "number", "email") with { Id = renewed, MajorVersions = [1, 2] },
                    Grant("depot.lots", until.AddDays(100), "number") with { Renews = renewed, MajorVersions = [2] },
                ],
                null))(context));

        var (_, html) = await LoadAsync("/");

        Assert.Contains(
            $"Needs you Grant Your grant of depot.stock ends {until.AddDays(-1):yyyy-MM-dd HH:mm:ss} UTC. Renew Grant Your grant of shop.events ends {until:yyyy-MM-dd HH:mm:ss} UTC. Renew This week", PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.Contains("""<a href="/access" aria-label="Renew: Your grant of depot.stock ends""", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Grant_whose_renewal_waits_is_not_to_be_renewed_again()
    {
        var until = Mesh.Time.GetUtcNow().AddDays(3);
        var grant = Grant("depot.stock", until, "number");
        Mesh.Answer("governance/access/grants", MadeMesh.Json(new AccessPage<AccessGrant>([grant], null)));
        Mesh.Answer("governance/access/requests", MadeMesh.Json(new AccessPage<AccessRequest>([AccessPageTests.Request with { Renews = grant.Id }], null)));

        var (_, html) = await LoadAsync("/");

        Assert.Contains(
            $"Grant Your grant of depot.stock ends {until:yyyy-MM-dd HH:mm:ss} UTC, and your request to renew it is not decided. Look This week", PageText.ReadMain(html), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Home_shows_a_reader_the_own_suspension()
    {
        var until = Mesh.Time.GetUtcNow().AddDays(3);
        Mesh.Answer("governance/access/grants", MadeMesh.Json(new AccessPage<AccessGrant>([Grant("depot.stock", until, "number") with { State = AccessState.Suspended }, Grant("shop.orders", until.AddDays(100), "number") with { State = AccessState.Suspended }], null)));

        var (_, html) = await LoadAsync("/");

        Assert.Contains("Needs you Suspended Your grants have no effect until you are resumed. Look This week", PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.Contains("<a href=\"/access/suspensions\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_grants_that_end_are_counted()
    {
        var until = Mesh.Time.GetUtcNow().AddDays(3);
        Mesh.Answer("governance/access/grants", MadeMesh.Json(new AccessPage<AccessGrant>([.. Enumerable.Range(1, 7).Select(number => Grant($"shop.p{number}", until.AddHours(number), "number"))], null)));

        var (_, html) = await LoadAsync("/");

        Assert.Contains("Your grant of shop.p5 ends", html, StringComparison.Ordinal);
        Assert.DoesNotContain("shop.p6", html, StringComparison.Ordinal);
        Assert.Contains("2 further grants of yours end within 14 days. Renew", PageText.ReadMain(html), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silent_governance_leaves_the_rest()
    {
        Mesh.Answer("governance/access/requests", context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        Mesh.Answer("catalog/overview", MadeMesh.Json(Overview(Met)));

        var (status, html) = await LoadAsync("/", "security");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("Needs you Unknown What waits for you: governance does not answer. Look This week", PageText.ReadMain(html), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changes_of_the_week_lead_to_their_products()
    {
        var at = Mesh.Time.GetUtcNow();
        Mesh.Answer("catalog/changes", MadeMesh.Json(new ItemList<MeshChange>(
        [
            new(at.AddMinutes(-5), MeshChangeKind.PublishingFailed, Orders, 1),
            new(at.AddHours(-3), MeshChangeKind.VersionAdded, Orders, 1, new ProductVersion(1, 3, 0)),
            new(at.AddDays(-2), MeshChangeKind.Deprecated, Stock, 1),
            new(at.AddDays(-3), MeshChangeKind.ProductAdded, Stock, 1, new ProductVersion(1, 0, 0)),
        ])));

        var (_, html) = await LoadAsync("/");

        Assert.EndsWith(
            "This week shop.orders does not publish its rows. 5 min ago shop.orders has version 1.3.0. 3 h ago depot.stock deprecates version 1. 2 days ago depot.stock is new, in version 1.0.0. 3 days ago",
            PageText.ReadMain(html),
            StringComparison.Ordinal);
        Assert.Contains("""<a href="/products/shop.orders?version=1.3.0">""", html, StringComparison.Ordinal);
        Assert.Matches("<a href=\"/products/depot.stock@1\">depot.<wbr ?/?>stock</a>", html);
    }

    [Fact]
    public async Task Empty_mesh_says_what_to_expect()
    {
        var (status, html) = await LoadAsync("/");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("No product yet No product that you may see is registered.", PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.Contains("Nothing changed in the last seven days.", PageText.ReadMain(html), StringComparison.Ordinal);
    }

    private static AccessGrant Grant(string product, DateTimeOffset until, params string[] columns) => AccessPageTests.Grant with
    {
        Product = DataProductId.Parse(product),
        Until = until,
        Columns = [.. columns.Select(column => new TaggedColumn(column, []))],
    };

    private static ProductSloState State(DataProductId product, ProductStatus status) => new(product, 1, status.State, status.Since, [], status.Reason, status.Objective);

    private static DeclassificationRequest Declassification(DeclassificationState state, string by) => new()
    {
        Id = Guid.NewGuid(),
        Product = Orders,
        Version = ProductVersion.First,
        Reason = "A city finds no person",
        RequestedBy = by,
        RequestedAt = DateTimeOffset.UnixEpoch,
        State = state,
    };

    private static MeshOverview Overview(ProductStatus stock, ProductStatus? orders = null) => new(
        [
            new OverviewDomain("depot", Reachability.Available, [new OverviewProduct(Stock, new ProductVersion(2, 0, 0), ProductKind.Aggregate, [PortType.Table], stock)], false),
            new OverviewDomain("shop", Reachability.Available, [new OverviewProduct(Orders, new ProductVersion(1, 2, 3), ProductKind.SourceAligned, [PortType.Table, PortType.Rest], orders ?? Met)], false),
        ],
        [new ProductFlow(Orders, Stock)],
        false);

    [GeneratedRegex("<path d=\"M[^\"]*\" marker-end=\"url\\(#arrow\\)\"", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Flow();
}
