using System.Net;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Policies;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.Portal.Tests;

/// <summary>The rules, their versions, proposals and votes.</summary>
public sealed class PolicyPageTests : MeshTests
{
    internal static PolicyProposal Proposal => new()
    {
        Id = Guid.Parse("00000000-0000-0000-0000-000000000002"),
        Author = "analyst",
        Reason = "Analysts need no <b>totals</b>",
        State = ProposalState.Open,
        Origin = PolicyOrigin.Proposal,
        Base = 2,
        Sha256 = new string('a', 64),
        CreatedAt = DateTimeOffset.UnixEpoch,
        Deadline = DateTimeOffset.UnixEpoch,
        Seats = ["shop", "security", "platform"],
        UndiscoveredSeats = 2,
        SeatsInAll = 5,
        VotesFor = 2,
        VotesAgainst = 1,
        QuorumPercent = 50,
        MajorityPercent = 50,
        Votes = [new PolicyVote("security", "security", IsFor: true, "Fine", DateTimeOffset.UnixEpoch)],
        MayVoteAs = ["shop"],
        Text = "version: 1.0.2",
        Difference = new PolicyDifference(2, null, ["totals-are-hidden"], [], [], "--- version 2\n+++ proposal\n@@ -1,1 +1,1 @@\n-version: 1.0.1\n+version: 1.0.2\n"),
        DryRun = new PolicyDryRun
        {
            Base = 2,
            Sha256 = new string('a', 64),
            At = DateTimeOffset.UnixEpoch,
            DurationMs = 12,
            Classes = 30,
            Products = 3,
            Grants = 1,
            Subscriptions = 2,
            Queries = 40,
            PermittedPairs = 0,
            RefusedPairs = 1,
            NewlyPermitted = [],
            NewlyRefused = [new PolicyEffect(PolicyEffectSubject.Query, "analyst", DataProductId.Parse("shop.orders"), ["total"], "clear", "nullify", 3), new PolicyEffect(PolicyEffectSubject.Class, "role analyst", DataProductId.Parse("shop.orders"), [], "found", "hidden", 1, "discover"), new PolicyEffect(PolicyEffectSubject.Subscription, "ledger", DataProductId.Parse("shop.orders"), ["total", "note"], "clear", "nullify", 1) { Needed = ["total"] }],
            HiddenPairs = 1,
            NoLongerRegistrable = 1,
            Registrations = [new RegistrationEffect(DataProductId.Parse("shop.orders"), ProductVersion.First, IsRegistrable: false, ["accountable: accountable: No person is named."])],
        },
    };

    private static PolicyVersion Version => new()
    {
        Number = 2,
        Label = "1.0.1",
        Sha256 = new string('b', 64),
        Base = 1,
        EffectiveFrom = DateTimeOffset.UnixEpoch,
        Author = "analyst",
        Origin = PolicyOrigin.Proposal,
        Reason = "fewer rules",
        Proposal = Proposal.Id,
        IsInForce = true,
        Text = "version: 1.0.1",
    };

    internal static void AnswerAll(MadeMesh mesh)
    {
        mesh.Answer("governance/policy", MadeMesh.Json(new PolicyInForce(
            Version, 3, [new PlainRule("open", "permit", "Permits to read: everyone.", "Everyone reads.", "  - id: open")], ["shop", "security"], [new PolicyTightening(Proposal.Id, null, "[]", "security", "A leak", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, null)], "version: 1.0.1")));
        mesh.Answer("governance/policy/versions", MadeMesh.Json(new AccessPage<PolicyVersion>([Version], null)));
        mesh.Answer("governance/policy/diff", MadeMesh.Json(new PolicyDifference(1, 2, [], ["examples-are-given"], [], "--- version 1\n+++ version 2\n")));
        mesh.Answer("governance/policy/tightenings", MadeMesh.Json(new ItemList<PolicyTightening>([
            new PolicyTightening(Proposal.Id, DataProductId.Parse("shop.orders"), "- id: <b>closed</b>", "shop-owner", "A leak", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, null),
            new PolicyTightening(Guid.Empty, null, "- id: shut", "security", "An older leak", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch) { IsBySecurity = true }])));
        mesh.Answer("governance/policy/declassifications", MadeMesh.Json(new ItemList<DeclassificationRequest>([new DeclassificationRequest
        {
            Id = Proposal.Id,
            Product = DataProductId.Parse("shop.orders"),
            Version = ProductVersion.Parse("1.1.0"),
            Columns = ["city"],
            Reason = "A city finds <b>no</b> person",
            RequestedBy = "shop-owner",
            RequestedAt = DateTimeOffset.UnixEpoch,
            State = DeclassificationState.Requested,
        }])));
        mesh.Answer("governance/proposals", MadeMesh.Json(new AccessPage<PolicyProposal>([Proposal with { Text = null, Difference = null, DryRun = null }], null)));
        mesh.Answer($"governance/proposals/{Proposal.Id}", MadeMesh.Json(Proposal));
    }

    private protected override void SetUp()
    {
        Mesh.Add("shop.orders", MadeMesh.Text(""));
        AnswerAll(Mesh);
    }

    [Theory]
    [InlineData("/rules", "open Permits to read: everyone. Everyone reads.")]
    [InlineData("/rules/versions?from=1&to=2", "From version 1 to version 2 It removes examples-are-given.")]
    [InlineData("/proposals", "It waits for your vote as shop.")]
    [InlineData("/proposals", "2 for and 1 against, of 5 seats.")]
    [InlineData("/proposals/00000000-0000-0000-0000-000000000002", "Votes 2 for and 1 against, of 5 seats security security voted for it: Fine")]
    [InlineData("/proposals/00000000-0000-0000-0000-000000000002", "query analyst shop.orders total clear nullify 3")]
    [InlineData("/proposals/00000000-0000-0000-0000-000000000002", "subscription ledger shop.orders total, note; it needs total clear nullify 1")]
    [InlineData("/proposals/00000000-0000-0000-0000-000000000002", "class role analyst shop.orders discover found hidden 1")]
    [InlineData("/proposals/00000000-0000-0000-0000-000000000002", "shop.orders 1.0.0 accountable: accountable: No person is named.")]
    [InlineData("/proposals", "Propose Every user sees a proposal, and what it would change, before any vote.")]
    [InlineData("/proposals/00000000-0000-0000-0000-000000000002", "Dry run With 3 products, 1 grant, 2 subscriptions and 40 queries of the last 30 days: 0 newly permitted and 1 newly refused pairs")]
    [InlineData("/proposals/00000000-0000-0000-0000-000000000002", "1 product of the catalog could no longer be registered")]
    [InlineData("/rules/tightenings", "A leak Product shop.orders By shop-owner")]
    [InlineData("/rules/declassifications", "shop.orders from version 1.1.0 requested")]
    public async Task Page_shows_what_governance_answers(string address, string text)
    {
        var (status, html) = await LoadAsync(address, "shop-owner");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains(text, PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "1 of the products is counted and not named: you may not discover it.")]
    [InlineData(2, "2 of the products are counted and not named: you may not discover them.")]
    public async Task Products_of_a_dry_run_that_the_reader_may_not_discover_are_counted(int products, string said)
    {
        Mesh.Answer($"governance/proposals/{Proposal.Id}", MadeMesh.Json(Proposal with { DryRun = Proposal.DryRun! with { UndiscoveredProducts = products } }));

        var (_, html) = await LoadAsync($"/proposals/{Proposal.Id}", "shop-owner");

        Assert.Contains(said, PageText.ReadMain(html), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Vote_is_for_the_text_that_the_page_showed()
    {
        var sent = Mesh.Record($"governance/proposals/{Proposal.Id}/votes", MadeMesh.Json(Proposal));
        var page = $"/proposals/{Proposal.Id}";

        var (_, html) = await SendAsync(page, "shop-owner", ("_handler", "vote"), ("Vote", "for"), ("Reason", "Agreed"), ("Seat", "shop"), ("Sha256", new string('c', 64)), ("Base", "2"));

        Assert.Contains("Voted.", PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.Equal($$"""{"is_for":true,"sha256":"{{new string('c', 64)}}","base":2,"reason":"Agreed","seat":"shop"}""", sent());
    }

    [Fact]
    public async Task Vote_that_is_refused_keeps_its_seat_and_reason()
    {
        Mesh.Answer($"governance/proposals/{Proposal.Id}", MadeMesh.Json(Proposal with { MayVoteAs = ["shop", "security"] }));
        Mesh.Answer($"governance/proposals/{Proposal.Id}/votes", MadeMesh.Problem(409, "The vote is for another text or base."));
        var page = $"/proposals/{Proposal.Id}";

        var (_, html) = await SendAsync(page, "security", ("_handler", "vote"), ("Vote", "for"), ("Reason", "Agreed & fine"), ("Seat", "security"), ("Sha256", new string('c', 64)), ("Base", "2"));

        Assert.Contains("The vote is for another text or base.", PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.Matches("<option value=\"security\" selected[^>]*>", html);
        Assert.DoesNotMatch("<option value=\"shop\" selected[^>]*>", html);
        Assert.Contains("value=\"Agreed &amp; fine\"", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(409, "The seat shop has voted. A vote is not changed.")]
    [InlineData(503, "The database is away.")]
    public async Task Vote_that_comes_too_late_is_answered_with_its_reason(int answer, string said)
    {
        await using var portal = await RunningPortal.SignedInAsync(Mesh, "shop-owner");
        var page = $"/proposals/{Proposal.Id}";
        var (_, form) = await portal.Browser.LoadAsync(page);
        Mesh.Answer($"governance/proposals/{Proposal.Id}/votes", MadeMesh.Problem(answer, said));
        Mesh.Answer($"governance/proposals/{Proposal.Id}", answer == 503 ? MadeMesh.Problem(answer, said) : MadeMesh.Json(Proposal with { MayVoteAs = [] }));

        var (_, html) = await portal.Browser.SubmitAsync(page, form, ("_handler", "vote"), ("Vote", "for"), ("Reason", "Agreed & fine"), ("Seat", "shop"), ("Sha256", Proposal.Sha256), ("Base", "2"));

        Assert.Contains($"{said} ", PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.Contains("The reason that you wrote: Agreed & fine", PageText.ReadMain(html), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Vote_is_for_the_date_that_the_page_showed()
    {
        var at = new DateTimeOffset(2027, 3, 1, 6, 30, 0, TimeSpan.Zero);
        Mesh.Answer($"governance/proposals/{Proposal.Id}", MadeMesh.Json(Proposal with { EffectiveFrom = at }));
        var sent = Mesh.Record($"governance/proposals/{Proposal.Id}/votes", MadeMesh.Json(Proposal));
        await using var portal = await RunningPortal.SignedInAsync(Mesh, "shop-owner");
        var page = $"/proposals/{Proposal.Id}";
        var (_, form) = await portal.Browser.LoadAsync(page);
        var shown = form.Split("name=\"EffectiveFrom\" value=\"")[1].Split('"')[0];

        await portal.Browser.SubmitAsync(page, form, ("_handler", "vote"), ("Vote", "for"), ("Reason", "Agreed"), ("Seat", "shop"), ("Sha256", Proposal.Sha256), ("Base", "2"), ("EffectiveFrom", WebUtility.HtmlDecode(shown)));

        Assert.Equal(at, JsonNode.Parse(sent())!["effective_from"]!.GetValue<DateTimeOffset>());
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("")]
    [InlineData("73")]
    public async Task Hours_that_are_no_number_are_not_taken_for_the_usual_ones(string hours)
    {
        var sent = Mesh.Record("governance/policy/tightenings", MadeMesh.Json(new ItemList<PolicyTightening>([])));
        await using var portal = await RunningPortal.SignedInAsync(Mesh, "shop-owner");
        var (_, form) = await portal.Browser.LoadAsync("/rules/tightenings?product=shop.orders");

        var (status, html) = await portal.Browser.SubmitAsync(
            "/rules/tightenings", form, ("_handler", "tighten"), ("Product", "shop.orders"), ("Hours", hours), ("Reason", "A leak"), ("Rules", "- id: closed"));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("Hours: write a whole number from 1 to 72.", PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.Equal("", sent());
    }

    [Theory]
    [InlineData("", "[orders.orders]", "")]
    [InlineData("?product=shop.orders", "[orders.orders]", "[shop.orders]")]
    public async Task Rule_to_tighten_is_filled_in_for_the_product_of_the_address_alone(string query, string example, string filledIn)
    {
        var (_, html) = await LoadAsync($"/rules/tightenings{query}", "shop-owner");

        var (attributes, text) = html.Split("<textarea id=\"rules\"")[1].Split("</textarea>")[0].Split('>', 2) is [var first, var second] ? (first, second) : default;
        Assert.Contains(example, attributes, StringComparison.Ordinal);
        Assert.Equal(filledIn, text.Length == 0 ? "" : text[text.IndexOf('[', text.IndexOf("products", StringComparison.Ordinal))..(text.LastIndexOf(']') + 1)]);
    }

    [Theory]
    [InlineData("/rules/versions")]
    [InlineData("/rules/tightenings")]
    [InlineData("/rules/declassifications")]
    [InlineData("/proposals")]
    public async Task Page_itself_is_the_end_of_the_way_to_it_and_no_link(string address)
    {
        var (_, html) = await LoadAsync(address, "shop-owner");

        Assert.Contains("<span aria-current=\"page\">", html.Split("class=\"breadcrumbs\"")[1].Split("</nav>")[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Owner_tightens_a_product_and_ends_what_it_tightened()
    {
        var sent = Mesh.Record("governance/policy/tightenings", MadeMesh.Json(new ItemList<PolicyTightening>([])));
        var ended = Mesh.Record($"governance/policy/tightenings/{Proposal.Id}/end", MadeMesh.Json(new ItemList<PolicyTightening>([])));
        await using var portal = await RunningPortal.SignedInAsync(Mesh, "shop-owner");
        var (_, form) = await portal.Browser.LoadAsync("/rules/tightenings?product=shop.orders");

        Assert.Contains("when: { products: [shop.orders] }", form, StringComparison.Ordinal);
        var (_, tightened) = await portal.Browser.SubmitAsync(
            "/rules/tightenings", form, ("_handler", "tighten"), ("Product", "shop.orders"), ("Hours", "12"), ("Reason", "A leak"), ("Rules", "- id: closed"));
        await portal.Browser.SubmitAsync("/rules/tightenings", form, ("_handler", "end"), ("End", Proposal.Id.ToString()), ($"reason-{Proposal.Id}", "It is over"));

        Assert.Contains("Tightened.", PageText.ReadMain(tightened), StringComparison.Ordinal);
        Assert.Equal("""{"rules":"- id: closed","reason":"A leak","product":"shop.orders","hours":12}""", sent());
        Assert.Equal("""{"reason":"It is over"}""", ended());
    }

    [Fact]
    public async Task Owner_asks_to_declassify_a_version()
    {
        var sent = Mesh.Record("governance/policy/declassifications", MadeMesh.Json(new ItemList<DeclassificationRequest>([])));
        await using var portal = await RunningPortal.SignedInAsync(Mesh, "shop-owner");
        var (_, form) = await portal.Browser.LoadAsync("/rules/declassifications?product=shop.orders");

        var (_, wrong) = await portal.Browser.SubmitAsync("/rules/declassifications", form, ("_handler", "ask"), ("Product", "shop.orders"), ("Version", "one"), ("Reason", "r"));
        var (_, html) = await portal.Browser.SubmitAsync("/rules/declassifications", form, ("_handler", "ask"), ("Product", "shop.orders"), ("Version", "1.1.0"), ("Columns", "city, state"), ("Reason", "No person"));

        Assert.Contains("Version: write the version that declares less", PageText.ReadMain(wrong), StringComparison.Ordinal);
        Assert.Contains("Asked. The security seat decides.", PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.Equal("""{"product":"shop.orders","version":"1.1.0","reason":"No person","columns":["city","state"]}""", sent());
    }

    [Theory]
    [InlineData("analyst", false, false, false)]
    [InlineData("shop-owner", true, true, false)]
    [InlineData("security", true, false, true)]
    public async Task Forms_are_there_for_those_who_may(string persona, bool tightens, bool asks, bool decides)
    {
        await using var portal = await RunningPortal.SignedInAsync(Mesh, persona);

        var (_, tightenings) = await portal.Browser.LoadAsync("/rules/tightenings");
        var (_, declassifications) = await portal.Browser.LoadAsync("/rules/declassifications");
        var (_, product) = await portal.Browser.LoadAsync("/products/shop.orders");

        Assert.Equal((tightens, tightens), (tightenings.Contains("Tighten at once", StringComparison.Ordinal), product.Contains("/rules/tightenings?product=shop.orders", StringComparison.Ordinal)));
        Assert.Equal((asks, asks), (declassifications.Contains("Ask to declassify", StringComparison.Ordinal), product.Contains("/rules/declassifications?product=shop.orders", StringComparison.Ordinal)));
        Assert.Equal(decides, declassifications.Contains("approve:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Change_is_proposed_and_a_refusal_is_shown_with_what_was_written()
    {
        Mesh.Answer("governance/proposals", context => (HttpMethods.IsPost(context.Request.Method)
            ? MadeMesh.Problem(422, "There is no rule \"x\" to remove.\nThere is no rule \"y\".") : MadeMesh.Json(new AccessPage<PolicyProposal>([], null)))(context));

        var (_, html) = await SendAsync("/proposals", "analyst", ("_handler", "propose"), ("Reason", "Fewer"), ("Yaml", "remove: [x]"));

        Assert.Contains("There is no rule \"x\" to remove.", PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.Contains("remove: [x]</textarea>", html, StringComparison.Ordinal);
        var sent = Assert.Single(Mesh.Requests("governance/proposals"), request => request.Method == "POST");
        Assert.Equal(("?reason=Fewer", "remove: [x]"), (sent.Query, sent.Body));
    }

    [Fact]
    public async Task Proposal_that_is_not_there_is_a_missing_page()
    {
        var absent = Guid.Parse("00000000-0000-0000-0000-00000000000f");
        Mesh.Answer($"governance/proposals/{absent}", MadeMesh.Problem(404, "There is no such proposal."));

        var (status, html) = await LoadAsync($"/proposals/{absent}");

        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.EndsWith("There is no such proposal.", PageText.ReadMain(html), StringComparison.Ordinal);
    }
}
