using System.Net;
using MeshStarter.Contracts;
using MeshStarter.Portal.Tests.Running;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.Portal.Tests;

/// <summary>The rules, their versions, proposals and votes.</summary>
public sealed class PolicyPageTests : IAsyncLifetime
{
    private MadeMesh _mesh = null!;

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
            NewlyRefused = [new PolicyEffect("query", "analyst", DataProductId.Parse("shop.orders"), ["total"], "clear", "nullify", 3)],
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
        mesh.Answer("governance/proposals", MadeMesh.Json(new AccessPage<PolicyProposal>([Proposal with { Text = null, Difference = null, DryRun = null }], null)));
        mesh.Answer($"governance/proposals/{Proposal.Id}", MadeMesh.Json(Proposal));
    }

    public async Task InitializeAsync()
    {
        _mesh = await MadeMesh.StartAsync();
        _mesh.Add("shop.orders", MadeMesh.Text(""));
        AnswerAll(_mesh);
    }

    public async Task DisposeAsync() => await _mesh.DisposeAsync();

    [Theory]
    [InlineData("/rules", "open Permits to read: everyone. Everyone reads.")]
    [InlineData("/rules/versions?from=1&to=2", "From version 1 to version 2 It removes examples-are-given.")]
    [InlineData("/proposals", "It waits for your vote as shop.")]
    [InlineData("/proposals/00000000-0000-0000-0000-000000000002", "query analyst shop.orders total clear nullify 3")]
    public async Task Page_shows_what_governance_answers(string address, string text)
    {
        await using var portal = await SignedInAsync("shop-owner");

        var (status, html) = await portal.Browser.LoadAsync(address);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains(text, PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Vote_is_for_the_text_that_the_page_showed()
    {
        var sent = "";
        _mesh.Answer($"governance/proposals/{Proposal.Id}/votes", async context =>
        {
            sent = await new StreamReader(context.Request.Body).ReadToEndAsync(context.RequestAborted);
            await MadeMesh.Json(Proposal)(context);
        });
        await using var portal = await SignedInAsync("shop-owner");
        var page = $"/proposals/{Proposal.Id}";
        var (_, form) = await portal.Browser.LoadAsync(page);

        var (_, html) = await portal.Browser.SubmitAsync(page, form, ("_handler", "vote"), ("Vote", "for"), ("Reason", "Agreed"), ("Seat", "shop"), ("Sha256", new string('c', 64)), ("Base", "2"));

        Assert.Contains("Voted.", PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.Equal($$"""{"is_for":true,"sha256":"{{new string('c', 64)}}","base":2,"reason":"Agreed","seat":"shop"}""", sent);
    }

    [Fact]
    public async Task Change_is_proposed_and_a_refusal_is_shown_with_what_was_written()
    {
        var sent = "";
        _mesh.Answer("governance/proposals", async context =>
        {
            if (!HttpMethods.IsPost(context.Request.Method))
            {
                await MadeMesh.Json(new AccessPage<PolicyProposal>([], null))(context);
                return;
            }

            sent = $"{context.Request.QueryString} {await new StreamReader(context.Request.Body).ReadToEndAsync(context.RequestAborted)}";
            await MadeMesh.Problem(422, "There is no rule \"x\" to remove.")(context);
        });
        await using var portal = await SignedInAsync("analyst");
        var (_, form) = await portal.Browser.LoadAsync("/proposals");

        var (_, html) = await portal.Browser.SubmitAsync("/proposals", form, ("_handler", "propose"), ("Reason", "Fewer"), ("Yaml", "remove: [x]"));

        Assert.Contains("There is no rule \"x\" to remove.", PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.Contains("remove: [x]</textarea>", html, StringComparison.Ordinal);
        Assert.Equal("?reason=Fewer remove: [x]", sent);
    }

    [Theory]
    [InlineData("/rules", "governance/policy")]
    [InlineData("/rules/versions", "governance/policy/versions")]
    [InlineData("/proposals", "governance/proposals")]
    public async Task Governance_that_is_silent_is_named(string address, string silent)
    {
        _mesh.Answer(silent, MadeMesh.Problem(503, "The database is away."));
        await using var portal = await SignedInAsync("analyst");

        var (status, html) = await portal.Browser.LoadAsync(address);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("The database is away.", PageText.ReadMain(html), StringComparison.Ordinal);
    }

    private async Task<RunningPortal> SignedInAsync(string persona)
    {
        var portal = await RunningPortal.StartAsync(_mesh);
        await portal.Browser.SignInAsync(persona);
        return portal;
    }
}
