using System.Net;
using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Policies;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.Portal.Tests;

/// <summary>Asking for access, what one has, and deciding.</summary>
public sealed class AccessPageTests : MeshTests
{
    private static readonly Guid Id = Guid.Parse("00000000-0000-0000-0000-000000000001");

    internal static AccessRequest Request => new()
    {
        Id = Id,
        Principal = "analyst",
        PrincipalDomain = "analytics",
        Product = DataProductId.Parse("shop.orders"),
        Purpose = "Find <b>double</b> orders",
        Until = DateTimeOffset.UnixEpoch,
        State = AccessState.Requested,
        NeedsSecurity = true,
        RequestedAt = DateTimeOffset.UnixEpoch,
        Decisions = [new AccessDecision(AccessSeat.Security, "security", Approved: true, "Fine", DateTimeOffset.UnixEpoch)],
        MayDecide = true,
    };

    internal static AccessGrant Grant => new()
    {
        Id = Id,
        Request = Id,
        Principal = "analyst",
        Product = DataProductId.Parse("shop.orders"),
        Columns = [new TaggedColumn("number", [])],
        MajorVersions = [1],
        Purpose = "Find double orders",
        GrantedAt = DateTimeOffset.UnixEpoch,
        Until = DateTimeOffset.UnixEpoch,
        State = AccessState.Expiring,
        MayRevoke = true,
    };

    internal static PrincipalSuspension Suspension => new("svc/<b>etl</b>", "security", "A token leaked", DateTimeOffset.UnixEpoch);

    private protected override void SetUp() => Mesh.Add("shop.orders", MadeMesh.Text(""));

    [Theory]
    [InlineData(true, "You have asked for shop.orders until the end of 2027-01-31 (UTC). See what becomes of it.")]
    [InlineData(false, "Purpose must say what the data is for, in 1 to 500 characters.")]
    public async Task Access_is_requested_for_the_chosen_columns(bool isTaken, string said)
    {
        Mesh.Answer("governance/access/requests", isTaken ? MadeMesh.Json(new ItemList<AccessRequest>([Request])) : MadeMesh.Problem(400, said.Replace("Purpose must", "purpose: must", StringComparison.Ordinal)));
        await using var portal = await RunningPortal.SignedInAsync(Mesh, "analyst");
        const string Page = "/access/request?product=shop.orders";
        var (_, form) = await portal.Browser.LoadAsync(Page);
        Assert.Contains("value=\"email\"", form, StringComparison.Ordinal);

        var (status, html) = await portal.Browser.SubmitAsync(Page, form, ("_handler", "ask"), ("Products", "shop.orders"), ("Purpose", "Why"), ("Until", "2027-01-31"), ("Columns", "number"));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains(said, PageText.ReadMain(html), StringComparison.Ordinal);
        var sent = Mesh.Requests("governance/access/requests")[^1];
        Assert.Equal(("Bearer analyst-at-governance", """{"products":["shop.orders"],"purpose":"Why","columns":["number"],"until":"2027-02-01T00:00:00+00:00"}"""), (sent.Authorization, sent.Body));
    }

    [Fact]
    public async Task Columns_of_one_product_are_not_requested_as_all_columns_of_several()
    {
        var sent = Mesh.Record("governance/access/requests", MadeMesh.Json(new ItemList<AccessRequest>([Request])));
        const string Page = "/access/request?product=shop.orders";

        var (_, html) = await SendAsync(Page, "analyst", ("_handler", "ask"), ("Products", "shop.orders shop.returns"), ("Purpose", "Why"), ("Columns", "number"));

        Assert.Contains("Columns are of one product.", PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.Equal("", sent());
    }

    [Fact]
    public async Task Request_is_approved_with_a_reason()
    {
        Mesh.Answer("governance/access/requests", MadeMesh.Json(new AccessPage<AccessRequest>([Request with { RequestedAt = DateTimeOffset.UnixEpoch.AddDays(-1) }], null)));
        var sent = Mesh.Record($"governance/access/requests/{Id}/approve", MadeMesh.Json(Request));
        await using var portal = await RunningPortal.SignedInAsync(Mesh, "shop-owner");
        var (_, form) = await portal.Browser.LoadAsync("/access/decide");
        Assert.DoesNotContain("<b>", form, StringComparison.Ordinal);
        Assert.Contains("Requested 1969-12-31 00:00:00 UTC Until 1970-01-01 00:00:00 UTC", PageText.ReadMain(form), StringComparison.Ordinal);

        var (_, html) = await portal.Browser.SubmitAsync("/access/decide", form, ("_handler", "decide"), ($"reason-{Id}", "Agreed"), ("Decision", $"approve:{Id}"));

        Assert.Contains("Approved: the request of analyst for shop.orders. It waits for the owner. analyst asks for shop.orders", PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.Equal("{\"reason\":\"Agreed\"}", sent());
    }

    [Fact]
    public async Task Decision_that_is_not_answered_in_time_may_have_been_taken_and_the_page_says_so()
    {
        Mesh.Answer("governance/access/requests", MadeMesh.Json(new AccessPage<AccessRequest>([Request], null)));
        Mesh.Answer($"governance/access/requests/{Id}/approve", MadeMesh.SilenceAsync);

        var (_, html) = await SendAsync("/access/decide", "shop-owner", ("_handler", "decide"), ($"reason-{Id}", "Agreed"), ("Decision", $"approve:{Id}"));

        Assert.Contains(
            "governance does not answer within 10 seconds. It may have been taken all the same: open this page by its link and look before you send it again.", PageText.ReadMain(html), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Decision_that_is_refused_keeps_the_reasons_of_all_requests()
    {
        var other = Guid.NewGuid();
        Mesh.Answer("governance/access/requests", MadeMesh.Json(new AccessPage<AccessRequest>([Request, Request with { Id = other }], null)));
        Mesh.Answer($"governance/access/requests/{Id}/approve", MadeMesh.Problem(409, "The product has another version now."));

        var (_, html) = await SendAsync("/access/decide", "shop-owner", ("_handler", "decide"), ($"reason-{Id}", "Agreed"), ($"reason-{other}", "Not yet"), ("Decision", $"approve:{Id}"));

        Assert.Contains("The product has another version now.", PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.Contains($"name=\"reason-{Id}\" value=\"Agreed\"", html, StringComparison.Ordinal);
        Assert.Contains($"name=\"reason-{other}\" value=\"Not yet\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Own_grant_is_given_back_with_a_reason()
    {
        Mesh.Answer("governance/access/requests", MadeMesh.Json(new AccessPage<AccessRequest>([], null)));
        Mesh.Answer("governance/access/grants", MadeMesh.Json(new AccessPage<AccessGrant>([Grant], null)));
        var sent = Mesh.Record($"governance/access/grants/{Id}/revoke", MadeMesh.Json(Grant));
        await using var portal = await RunningPortal.SignedInAsync(Mesh, "analyst");
        var (_, form) = await portal.Browser.LoadAsync("/access");

        var (_, html) = await portal.Browser.SubmitAsync("/access", form, ("_handler", "grants"), ($"reason-{Id}", "The report is done"), ("Change", $"revoke:{Id}"));

        Assert.Contains("Give back the grant of shop.orders Reason Give back", PageText.ReadMain(form), StringComparison.Ordinal);
        Assert.Contains("You have given it back.", PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.Equal("{\"reason\":\"The report is done\"}", sent());
    }

    [Fact]
    public async Task Earlier_grants_and_requests_are_on_further_pages()
    {
        var before = new List<string>();
        RequestDelegate Page<T>(T item) => context =>
        {
            var earlier = context.Request.Query["before"].ToString();
            before.Add(earlier);
            return MadeMesh.Json(new AccessPage<T>([item], earlier.Length == 0 ? "7" : null))(context);
        };
        Mesh.Answer("governance/access/grants", Page(Grant));
        Mesh.Answer("governance/access/requests", Page(Request));
        await using var portal = await RunningPortal.SignedInAsync(Mesh, "analyst");

        var (_, first) = await portal.Browser.LoadAsync("/access");
        Assert.Contains("href=\"/access?grants=7#grants-title\"", first, StringComparison.Ordinal);
        Assert.Contains("href=\"/access?requests=7#requests-title\"", first, StringComparison.Ordinal);

        var (_, second) = await portal.Browser.LoadAsync("/access?grants=7");
        Assert.Contains("href=\"/access?requests=7&amp;grants=7#requests-title\"", second, StringComparison.Ordinal);
        var (_, other) = await portal.Browser.LoadAsync("/access?requests=7");
        Assert.Contains("href=\"/access?grants=7&amp;requests=7#grants-title\"", other, StringComparison.Ordinal);

        before.Clear();
        var (_, last) = await portal.Browser.LoadAsync("/access?grants=7&requests=7");

        // The grants that the reader oversees are read to their end.
        Assert.Equal(["7", "7", "7"], before.Where(value => value.Length > 0));
        Assert.DoesNotContain("=7#", last, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("shop.orders", false, true)]
    [InlineData("shop.orders", true, false)]
    [InlineData("shop.returns", false, false)]
    public async Task Grant_of_a_product_that_is_tightened_says_so(string product, bool hasEnded, bool said)
    {
        Mesh.Answer("governance/access/requests", MadeMesh.Json(new AccessPage<AccessRequest>([], null)));
        Mesh.Answer("governance/access/grants", MadeMesh.Json(new AccessPage<AccessGrant>([Grant with { State = AccessState.Active }], null)));
        Mesh.Answer("governance/policy/tightenings", MadeMesh.Json(new ItemList<PolicyTightening>(
            [new PolicyTightening(Id, DataProductId.Parse(product), "- id: closed", "shop-owner", "A leak", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, hasEnded ? DateTimeOffset.UnixEpoch : null)])));

        var (_, html) = await LoadAsync("/access");

        Assert.Equal(said, PageText.ReadMain(html).Contains("active The product is tightened until 1970-01-01 00:00:00 UTC, whatever a grant permits.", StringComparison.Ordinal));
        Assert.Equal(said, html.Contains($"href=\"/rules/tightenings#tightening-{Id}\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Next_end_of_the_grants_that_the_reader_oversees_is_that_of_all_of_them()
    {
        Mesh.Answer("governance/access/requests", MadeMesh.Json(new AccessPage<AccessRequest>([], null)));
        Mesh.Answer("governance/access/grants", context => MadeMesh.Json(
            context.Request.Query["in_force"] != "true" ? new AccessPage<AccessGrant>([], null)
            : context.Request.Query["before"].Count == 0 ? new AccessPage<AccessGrant>([Grant with { Principal = "bea", Until = Grant.Until.AddDays(2) }], "7")
            : new AccessPage<AccessGrant>([Grant with { Principal = "cem" }], null))(context));

        var (_, html) = await LoadAsync("/access", "auditor");

        Assert.Contains("bea, cem 1970-01-01 00:00:00 UTC", PageText.ReadMain(html), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Own_requests_are_shown_with_what_was_requested_what_became_of_them_and_who_has_still_to_decide()
    {
        Mesh.Answer("governance/access/requests", MadeMesh.Json(new AccessPage<AccessRequest>(
            [
                Request with { Columns = ["number", "email"] }, Request with { State = AccessState.Active, Grant = Id },
                Request with { State = AccessState.Declined, Decisions = [new AccessDecision(AccessSeat.Owner, "bea", Approved: false, "Not yet", DateTimeOffset.UnixEpoch)] },
            ],
            null)));
        Mesh.Answer("governance/access/grants", MadeMesh.Json(new AccessPage<AccessGrant>([], null)));

        var (_, html) = await LoadAsync("/access");

        const string Times = "1970-01-01 00:00:00 UTC 1970-01-01 00:00:00 UTC";
        var main = PageText.ReadMain(html);
        Assert.Contains($"shop.orders requested {Times} number, email Find <b>double</b> orders security (security) : Fine Waits for the owner. Withdraw", main, StringComparison.Ordinal);
        Assert.Contains($"shop.orders granted {Times} all Find <b>double</b> orders security (security) : Fine shop.orders declined", main, StringComparison.Ordinal);
        Assert.Contains("bea (owner) declined: Not yet", main, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Own_request_is_withdrawn_while_it_waits()
    {
        Mesh.Answer("governance/access/requests", MadeMesh.Json(new AccessPage<AccessRequest>([Request, Request with { State = AccessState.Lapsed }], null)));
        Mesh.Answer("governance/access/grants", MadeMesh.Json(new AccessPage<AccessGrant>([], null)));
        var sent = Mesh.Record($"governance/access/requests/{Id}/withdraw", MadeMesh.Json(Request with { State = AccessState.Withdrawn }));
        await using var portal = await RunningPortal.SignedInAsync(Mesh, "analyst");
        var (_, form) = await portal.Browser.LoadAsync("/access");

        var (_, html) = await portal.Browser.SubmitAsync("/access", form, ("_handler", "requests"), ("Withdraw", Id.ToString()));

        Assert.Equal(1, form.Split("aria-label=\"Withdraw the request for shop.orders\"").Length - 1);
        Assert.Contains("lapsed", PageText.ReadMain(form), StringComparison.Ordinal);
        Assert.Contains("You have taken it back.", PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.Equal("{\"reason\":\"Taken back by who asked\"}", sent());
    }

    [Fact]
    public async Task Principal_is_suspended_and_resumed_in_the_security_seat()
    {
        Mesh.Answer("governance/access/suspensions", MadeMesh.Json(new ItemList<PrincipalSuspension>([Suspension])));
        string[] changes = ["governance/access/principals/analyst/suspend", "governance/access/principals/svc%2F<b>etl<%2Fb>/resume"];
        foreach (var change in changes)
        {
            Mesh.Answer(change, Results.NoContent().ExecuteAsync);
        }

        await using var portal = await RunningPortal.SignedInAsync(Mesh, "security");
        var (_, form) = await portal.Browser.LoadAsync("/access/suspensions");
        Assert.DoesNotContain("<b>", form, StringComparison.Ordinal);

        var (_, suspended) = await portal.Browser.SubmitAsync("/access/suspensions", form, ("_handler", "suspend"), ("Principal", "analyst"), ("Reason", "A leak"));
        var (_, resumed) = await portal.Browser.SubmitAsync("/access/suspensions", form, ("_handler", "resume"), ("Resumed", Suspension.Principal), ($"reason-{Suspension.Principal}", "Over"));

        Assert.Contains("Suspended. svc/<b>etl</b> Suspended 1970-01-01", PageText.ReadMain(suspended), StringComparison.Ordinal);
        Assert.Contains("Resumed. ", PageText.ReadMain(resumed), StringComparison.Ordinal);
        Assert.Equal(
            [("Bearer security-at-governance", "{\"reason\":\"A leak\"}"), ("Bearer security-at-governance", "{\"reason\":\"Over\"}")],
            changes.SelectMany(Mesh.Requests).Select(request => (request.Authorization, request.Body)));
    }

    [Theory]
    [InlineData("analyst")]
    [InlineData("auditor")]
    [InlineData("shop-owner")]
    public async Task Suspensions_are_shown_without_forms_to_others(string persona)
    {
        Mesh.Answer("governance/access/suspensions", MadeMesh.Json(new ItemList<PrincipalSuspension>([Suspension])));

        var (_, html) = await LoadAsync("/access/suspensions", persona);

        Assert.Contains("By security Reason A token leaked", PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.DoesNotContain("Suspend a person or service", html, StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"Resumed\"", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("grants", "Change", "renew:", "grants/{0}/renew")]
    [InlineData("grants", "Change", "revoke:", "grants/{0}/revoke")]
    [InlineData("requests", "Withdraw", "", "requests/{0}/withdraw")]
    public async Task Form_that_is_sent_while_governance_is_away_is_answered_on_its_page(string handler, string field, string verb, string address)
    {
        Mesh.Answer("governance/access/requests", MadeMesh.Json(new AccessPage<AccessRequest>([Request], null)));
        Mesh.Answer("governance/access/grants", MadeMesh.Json(new AccessPage<AccessGrant>([Grant], null)));
        await using var portal = await RunningPortal.SignedInAsync(Mesh, "analyst");
        var (_, form) = await portal.Browser.LoadAsync("/access");
        foreach (var away in (string[])["grants", "requests", string.Format(address, Id)])
        {
            Mesh.Answer($"governance/access/{away}", MadeMesh.Problem(503, "The database is away."));
        }

        var (status, html) = await portal.Browser.SubmitAsync("/access", form, ("_handler", handler), (field, $"{verb}{Id}"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("The database is away.", PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.Contains("My access", PageText.ReadMain(html), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(AccessState.Requested, false)]
    [InlineData(AccessState.Declined, true)]
    public async Task Grant_is_renewed_once_until_that_is_decided(AccessState renewal, bool mayRenew)
    {
        Mesh.Answer("governance/access/grants", MadeMesh.Json(new AccessPage<AccessGrant>([Grant with { State = AccessState.Active }], null)));
        Mesh.Answer("governance/access/requests", MadeMesh.Json(new AccessPage<AccessRequest>([Request with { Renews = Id, State = renewal }], null)));

        var (_, html) = await LoadAsync("/access", "analyst");

        Assert.Equal(mayRenew, html.Contains($"value=\"renew:{Id}\"", StringComparison.Ordinal));
        Assert.Equal(!mayRenew, PageText.ReadMain(html).Contains("You have asked for it to go on until 1970-01-01 00:00:00 UTC.", StringComparison.Ordinal));
    }
}
