using System.Net;
using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Profiles;

namespace MeshStarter.Portal.Tests;

/// <summary>The page of who has access to a product: for those who oversee it.</summary>
public sealed class ProductAccessTests : MeshTests
{
    private const string Page = "/products/shop.orders/access";
    private const string Grants = "governance/access/products/shop.orders/grants";

    internal static AccessGrant Grant => AccessPageTests.Grant with
    {
        Purpose = "Find <b>double</b> orders",
        Decisions = [new(AccessSeat.Owner, "shop-owner", Approved: true, "Agreed", DateTimeOffset.UnixEpoch), new(AccessSeat.Security, "security", Approved: true, "Purpose is fine", DateTimeOffset.UnixEpoch)],
    };

    internal static AccessGrant Ended => AccessPageTests.Grant with
    {
        Id = Guid.Parse("00000000-0000-0000-0000-000000000009"),
        Principal = "https://id.example.org/users/a-name-that-is-as-long-as-machines-make-them",
        State = AccessState.Revoked,
        RevokedAt = DateTimeOffset.UnixEpoch,
        RevokedBy = "shop-owner",
        RevokeReason = "The project is over",
        MayRevoke = false,
    };

    internal static EffectiveAccess Effective { get; } = new(DateTimeOffset.UnixEpoch, "1.0.0",
    [
        new EffectiveProduct(
            DataProductId.Parse("shop.orders"),
            [new() { Rule = "owner-uses-its-own", Who = "own_domain: true", Words = "domain shop" }, new() { Grant = AccessPageTests.Grant.Id, Who = "analyst", Until = DateTimeOffset.UnixEpoch }],
            [new() { Rule = "tightened-0123456789ab-closed", Who = "roles: [intern]" }],
            [
                new EffectiveColumn("number", [], [], []),
                new EffectiveColumn("total", [], ["grant:columns"], [new() { Rule = "owner-uses-its-own", Who = "own_domain: true", Words = "domain shop" }]),
                new EffectiveColumn("email", ["pii.email"], ["personal-data-is-masked"], [new() { Rule = "personal-data-is-masked", Who = "own_domain: true" }, new() { Grant = AccessPageTests.Grant.Id, Who = "analyst", Until = DateTimeOffset.UnixEpoch }]),
            ]),
    ]);

    internal static void Answer(MadeMesh mesh)
    {
        mesh.Answer(Grants, context => MadeMesh.Json(new AccessPage<AccessGrant>([context.Request.Query["in_force"] == "true" ? Grant : Ended], null))(context));
        mesh.Answer("governance/access/effective", MadeMesh.Json(Effective));
    }

    private protected override void SetUp() => Answer(Mesh);

    [Fact]
    public async Task Page_says_who_has_a_grant_and_who_sees_each_column_in_clear_by_which_rule()
    {
        var (status, html) = await LoadAsync(Page, "shop-owner");

        var main = PageText.ReadMain(html);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("analyst no domain number 1970-01-01 00:00:00 UTC Find <b>double</b> orders shop-owner (owner) : Agreed security (security) : Purpose is fine expiring", main, StringComparison.Ordinal);
        Assert.Contains("Refused to roles: [intern] by tightened-0123456789ab-closed Read by domain shop by owner-uses-its-own analyst by a grant until 1970-01-01 00:00:00 UTC", main, StringComparison.Ordinal);
        Assert.Contains("number every reader total grants of other columns domain shop by owner-uses-its-own email pii.email personal-data-is-masked own_domain: true by personal-data-is-masked analyst by a grant until", main, StringComparison.Ordinal);
        Assert.Contains("revoked 1970-01-01 00:00:00 UTC by shop-owner: The project is over", main, StringComparison.Ordinal);
        Assert.Contains("href=\"/rules#rule-personal-data-is-masked\"", html, StringComparison.Ordinal);
        Assert.Contains("href=\"/rules/tightenings\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("rule-grant", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, "Revoked. What is read by it ends within two seconds.", "class=\"note\" role=\"status\"")]
    [InlineData(400, "Reason must say why, in 1 to 500 characters.", "class=\"problem\" role=\"status\"")]
    [InlineData(409, "Grant is revoked already.", "class=\"problem\" role=\"status\"")]
    public async Task Grant_is_revoked_with_a_reason(int answer, string said, string style)
    {
        var revoke = $"governance/access/grants/{Grant.Id}/revoke";
        Mesh.Answer(revoke, answer == 200 ? MadeMesh.Json(Ended) : MadeMesh.Problem(answer, said));
        await using var portal = await RunningPortal.SignedInAsync(Mesh, "security");
        var (_, form) = await portal.Browser.LoadAsync(Page);
        // The grant has ended since the page was loaded: what was sent is answered all the same.
        Mesh.Answer(Grants, MadeMesh.Json(new AccessPage<AccessGrant>([], null)));

        var (status, html) = await portal.Browser.SubmitAsync(Page, form, ("_handler", "revoke"), ("Grant", Grant.Id.ToString()), ("Reason", "The project is over"));

        Assert.Equal(HttpStatusCode.OK, status);
        var sent = Mesh.Requests(revoke)[^1];
        Assert.Equal(("Bearer security-at-governance", "{\"reason\":\"The project is over\"}"), (sent.Authorization, sent.Body));
        Assert.Contains(said, PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.Contains(style, html, StringComparison.Ordinal);
        Assert.Contains("No grant is in force", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_saw_it_at_a_time_is_requested_in_utc()
    {
        var (_, html) = await LoadAsync($"{Page}?at=2026-01-31T12:30", "auditor");

        Assert.Equal("?product=shop.orders&at=2026-01-31T12%3A30%3A00.0000000%2B00%3A00", Mesh.Requests("governance/access/effective")[^1].Query);
        Assert.Contains("By the rules and grants of 2026-01-31 12:30 UTC.", PageText.ReadMain(html), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Earlier_grants_of_a_list_keep_the_place_of_the_other_and_the_time()
    {
        Mesh.Answer(Grants, context => MadeMesh.Json(new AccessPage<AccessGrant>([context.Request.Query["in_force"] == "true" ? Grant : Ended], "7"))(context));

        var (_, html) = await LoadAsync($"{Page}?before=3&ended=5&at=2026-01-31T12:30", "auditor");

        Assert.Contains($"href=\"{Page}?before=7&amp;ended=5&amp;at=2026-01-31T12%3A30\"", html, StringComparison.Ordinal);
        Assert.Contains($"href=\"{Page}?ended=7&amp;before=3&amp;at=2026-01-31T12%3A30\"", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-01-31T12:30", "At: this mesh has rules since 2026-02-01 00:04:17 UTC, and before nothing was permitted.")]
    [InlineData("yesterday", "At: write a time such as 2027-01-31T12:00.")]
    public async Task Time_that_cannot_be_answered_is_said_so_and_the_grants_stay(string at, string said)
    {
        Mesh.Answer("governance/access/effective", MadeMesh.Problem(400, "at: this mesh has rules since 2026-02-01 00:04:17Z, and before nothing was permitted."));

        var (status, html) = await LoadAsync($"{Page}?at={at}", "auditor");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains(said, PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.Contains("Grants in force", html, StringComparison.Ordinal);
        Assert.Contains($"<input id=\"at\" name=\"at\" type=\"datetime-local\" value=\"{at}\"", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(403, "Your own grants are on the page My access.", HttpStatusCode.Forbidden)]
    [InlineData(404, "There is no product shop.orders that you may see.", HttpStatusCode.NotFound)]
    [InlineData(503, "The database is away.", HttpStatusCode.ServiceUnavailable)]
    public async Task Page_that_is_not_for_the_reader_has_the_status_of_the_refusal(int answer, string said, HttpStatusCode expected)
    {
        Mesh.Answer(Grants, MadeMesh.Problem(answer, said));

        var (status, html) = await LoadAsync(Page);

        Assert.Equal(expected, status);
        Assert.Contains(said, PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.DoesNotContain("double", html, StringComparison.Ordinal);
        Assert.Equal(answer != 404, html.Contains("<p><a href=\"/access\">My access</a></p>", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("shop-owner", true, false)]
    [InlineData("security", true, true)]
    [InlineData("auditor", true, true)]
    [InlineData("analyst", false, true)]
    [InlineData("depot-owner", false, true)]
    public async Task Product_leads_who_oversees_it_to_its_access_and_others_to_a_request(string persona, bool oversees, bool asks)
    {
        Mesh.Add("shop.orders", MadeMesh.Text(""));
        var reading = new ReaderView { MayRead = true, MayReadFiles = false, Reason = "", Columns = [new("email", "redact", "personal-data-is-masked") { LiftedByGrant = true }], Filters = [] };
        Mesh.Answer("catalog/products/shop.orders/profile", MadeMesh.Json(Mesh.ProfileOf("shop.orders") with { Reading = reading }));

        var (_, html) = await LoadAsync("/products/shop.orders", persona);

        Assert.Equal((oversees, asks), (html.Contains($"href=\"{Page}\"", StringComparison.Ordinal), html.Contains(">Ask for access</a>", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Owner_sees_grants_of_others_and_that_her_own_products_need_none()
    {
        Mesh.Answer("governance/access/grants", context => MadeMesh.Json(new AccessPage<AccessGrant>(context.Request.Query["mine"] == "true" ? [] : [Grant], null))(context));
        Mesh.Answer("governance/access/requests", MadeMesh.Json(new AccessPage<AccessRequest>([], null)));

        var (_, html) = await LoadAsync("/access", "shop-owner");

        var main = PageText.ReadMain(html);
        Assert.Contains("You have no grant of your own. Products of shop are yours by the rules, without one.", main, StringComparison.Ordinal);
        Assert.Contains("Grants of others that you oversee Product Who The next one ends Do shop.orders analyst 1970-01-01 00:00:00 UTC", main, StringComparison.Ordinal);
        Assert.Contains($"href=\"{Page}\"", html, StringComparison.Ordinal);
    }
}
