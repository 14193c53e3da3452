using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Dapper;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Queries;
using MeshStarter.Governance.Tests.Access;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.Policy.Rules;
using Npgsql;

namespace MeshStarter.Governance.Tests.Proposals;

[Collection(ProposalTestsDefinition.Name)]
public sealed class ProposalTests(ProposalFixture fixture)
{
    // The seats are those of the domains with products, security and platform: two of three are a majority.
    private const string NoTotals = """
        reason: Analysts need no totals
        add:
          - id: totals-are-hidden
            description: Totals are for their owner.
            effect: mask
            columns: { names: [total] }
            mask: nullify
            when: everyone
            unless: { own_domain: true }
        """;

    [SkippableFact]
    public async Task Proposal_that_passes_is_the_next_version_at_once_and_is_on_record()
    {
        await using var mesh = await StartAsync();
        var proposal = await mesh.ProposeAsync(NoTotals);
        Assert.Equal(["orders", "security", "platform"], proposal["seats"]!.AsArray().Select(seat => seat!.GetValue<string>()));
        Assert.Equal(["totals-are-hidden"], proposal["difference"]!["added"]!.AsArray().Select(id => id!.GetValue<string>()));

        var first = await mesh.VoteAsync("orders-representative", proposal);
        var before = await mesh.ServedAsync();
        var second = await mesh.VoteAsync("security", proposal);
        var after = await mesh.ServedAsync();

        Assert.Equal(("open", "in_force", 2L), (first["state"]!.GetValue<string>(), second["state"]!.GetValue<string>(), second["version"]!.GetValue<long>()));
        Assert.Equal((1L, 2L), (before.Number, after.Number));
        Assert.Contains("totals-are-hidden", after.Text, StringComparison.Ordinal);
        Assert.Equal("1.0.1", PolicyBundle.Parse(after.Text, "bundle").Version);
        var version = await mesh.GetAsync("/policy/versions/2");
        Assert.Equal(("proposal", "analyst", 1L, after.Text), (version["origin"]!.GetValue<string>(), version["author"]!.GetValue<string>(), version["base"]!.GetValue<long>(), version["text"]!.GetValue<string>()));
        Assert.Equal(3, (await mesh.AuditAsync(AuditActions.PolicyVote)).Count);
        Assert.Single(await mesh.AuditAsync(AuditActions.PolicyPropose));
        Assert.Contains(await mesh.AuditAsync(AuditActions.PolicyChange), record => record.Reason.StartsWith("Version 2 of the rules (1.0.1", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Votes_by_others_for_another_text_twice_and_of_services_are_refused_and_on_record()
    {
        var mesh = await fixture.SharedMeshAsync();
        var before = await RefusedAsync();
        var proposal = await mesh.ProposeAsync(NoTotals);
        var forged = proposal.DeepClone().AsObject();
        forged["sha256"] = new string('0', 64);
        var moved = proposal.DeepClone().AsObject();
        moved["base"] = 7L;

        await mesh.VoteAsync("analyst", proposal, status: HttpStatusCode.Forbidden);
        await mesh.VoteAsync("orders-owner", proposal, status: HttpStatusCode.Forbidden);
        await mesh.VoteAsync("payments-representative", proposal, status: HttpStatusCode.Forbidden); // payments has no product, and no seat
        await mesh.VoteAsync("orders-representative", proposal, status: HttpStatusCode.Forbidden, seat: "security");
        await mesh.VoteAsync("orders-representative", forged, status: HttpStatusCode.Conflict);
        await mesh.VoteAsync("orders-representative", moved, status: HttpStatusCode.Conflict);
        await mesh.VoteAsync("orders", proposal, status: HttpStatusCode.Forbidden, secret: RunningGovernance.OrdersSecret);
        await mesh.ProposeAsync(NoTotals, "orders", HttpStatusCode.Forbidden, secret: RunningGovernance.OrdersSecret);
        Assert.Empty((await mesh.GetAsync($"/proposals/{proposal["id"]}"))["votes"]!.AsArray());
        await mesh.VoteAsync("orders-representative", proposal);
        var replayed = await mesh.VoteAsync("orders-representative", proposal, status: HttpStatusCode.Conflict);

        Assert.Equal("urn:mesh:problem:policy-conflict", replayed["type"]!.GetValue<string>());
        Assert.Equal(8, await RefusedAsync() - before);
        Assert.False(Assert.Single(await mesh.AuditAsync(AuditActions.PolicyVote), record => record.Subject == "orders").Permit);
        Assert.Single((await mesh.GetAsync($"/proposals/{proposal["id"]}"))["votes"]!.AsArray());

        async Task<int> RefusedAsync() => (await mesh.AuditAsync(AuditActions.PolicyVote)).Count(record => !record.Permit);
    }

    [SkippableFact]
    public async Task Edit_voids_the_votes_and_a_replay_of_one_is_refused()
    {
        var mesh = await fixture.SharedMeshAsync();
        var proposal = await mesh.ProposeAsync(NoTotals);
        await mesh.VoteAsync("security", proposal);

        await mesh.ProposeAsync(NoTotals, "auditor", HttpStatusCode.Forbidden, Id(proposal));
        var edited = await mesh.ProposeAsync(NoTotals.Replace("nullify", "redact", StringComparison.Ordinal), edit: Id(proposal));
        // A vote for a text does not count for another date of it.
        await mesh.VoteAsync("orders-representative", proposal, status: HttpStatusCode.Conflict);
        await mesh.ProposeAsync(NoTotals, status: HttpStatusCode.Conflict, edit: Id(proposal));
        var vote = await mesh.VoteAsync("orders-representative", edited);

        Assert.Empty(edited["votes"]!.AsArray());
        Assert.Equal(("open", 1), (vote["state"]!.GetValue<string>(), vote["votes"]!.AsArray().Count));
        Assert.Equal(1, (await mesh.ServedAsync()).Number);
    }

    [SkippableFact]
    public async Task Vote_is_for_the_date_that_was_read()
    {
        var mesh = await fixture.SharedMeshAsync();
        var read = await mesh.ProposeAsync(NoTotals);
        var dated = await mesh.ProposeAsync($"effective_from: {In(days: 300)}\n{NoTotals}", edit: Id(read));
        Assert.Equal(read["sha256"]!.GetValue<string>(), dated["sha256"]!.GetValue<string>());

        var refused = await mesh.VoteAsync("security", read, status: HttpStatusCode.Conflict);
        var voted = await mesh.VoteAsync("security", dated);

        Assert.StartsWith("The vote is for another date.", refused["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Single(voted["votes"]!.AsArray());
    }

    [SkippableFact]
    public async Task Second_proposal_from_one_base_is_overtaken_and_an_edit_bases_it_on_the_version_in_force()
    {
        await using var mesh = await StartAsync();
        var first = await mesh.ProposeAsync(NoTotals);
        var second = await mesh.ProposeAsync("reason: fewer rules\nremove: [examples-are-given]\n");
        await mesh.VoteAsync("security", second);
        await PassAsync(mesh, first);

        var overtaken = await mesh.GetAsync($"/proposals/{second["id"]}");
        await mesh.VoteAsync("platform-admin", second, status: HttpStatusCode.Conflict);
        await mesh.ProposeAsync("reason: r\nbase: 1\nremove: [examples-are-given]\n", status: HttpStatusCode.Conflict);
        var edited = await mesh.ProposeAsync("reason: fewer rules\nremove: [examples-are-given]\n", edit: Id(second));
        await PassAsync(mesh, edited);

        Assert.Equal(("overtaken", "open", 2L), (overtaken["state"]!.GetValue<string>(), edited["state"]!.GetValue<string>(), edited["base"]!.GetValue<long>()));
        var (number, text) = await mesh.ServedAsync();
        Assert.Equal(3, number);
        Assert.Contains("totals-are-hidden", text, StringComparison.Ordinal);
        Assert.DoesNotContain("examples-are-given", text, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Proposal_with_a_date_comes_into_force_then_and_a_rollback_is_a_proposal_that_leaves_grants()
    {
        await using var mesh = await StartAsync();
        var passed = await PassAsync(mesh, await mesh.ProposeAsync($"effective_from: {In(days: 100)}\n{NoTotals}"));
        var before = (await mesh.ServedAsync()).Number;
        await mesh.MakeDueAsync(passed, "effective_from");
        await Eventually.HoldsAsync(async () => (await mesh.ServedAsync()).Number == 2);

        var back = await PassAsync(mesh, await mesh.ProposeAsync("reason: It was better before\nrollback: 1\n"));

        Assert.Equal(("passed", 1L), (passed["state"]!.GetValue<string>(), before));
        Assert.Equal(("in_force", 3L), (back["state"]!.GetValue<string>(), back["version"]!.GetValue<long>()));
        var (first, third) = (await mesh.GetAsync("/policy/versions/1"), await mesh.GetAsync("/policy/versions/3"));
        Assert.Equal((first["sha256"]!.GetValue<string>(), "rollback"), (third["sha256"]!.GetValue<string>(), third["origin"]!.GetValue<string>()));
        await mesh.SendAsync("analyst", HttpMethod.Get, "/policy/diff?form=2&to=3", body: null, HttpStatusCode.BadRequest);
        var difference = await mesh.GetAsync("/policy/diff?from=2&to=3");
        Assert.Equal(["totals-are-hidden"], difference["removed"]!.AsArray().Select(id => id!.GetValue<string>()));
        Assert.Contains("-  - id: totals-are-hidden\n", difference["text"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Passed_proposal_that_cannot_come_into_force_at_its_date_is_rejected_and_that_is_on_record()
    {
        await using var mesh = await StartAsync();
        var passed = await PassAsync(mesh, await mesh.ProposeAsync($"effective_from: {In(days: 100)}\n{NoTotals}"));
        await using var database = new NpgsqlConnection(mesh.Database);
        // As a later release reads it, which has another word for the effect.
        await database.ExecuteAsync("UPDATE policy_proposals SET text = replace(text, 'effect: mask', 'effect: hide') WHERE id = @id", new { id = Id(passed) });

        await mesh.MakeDueAsync(passed, "effective_from");
        await Eventually.HoldsAsync(async () => (await mesh.GetAsync($"/proposals/{passed["id"]}"))["state"]!.GetValue<string>() == "rejected");

        var last = (await mesh.AuditAsync(AuditActions.PolicyChange)).Where(record => record.Reason.Contains(Id(passed).ToString(), StringComparison.Ordinal));
        Assert.StartsWith($"Proposal {passed["id"]} is rejected. It cannot come into force: ", Assert.Single(last).Reason, StringComparison.Ordinal);
        Assert.Equal(1, (await mesh.ServedAsync()).Number);
    }

    [SkippableFact]
    public async Task Of_proposals_that_became_due_while_governance_was_down_the_one_with_the_earliest_date_comes_into_force()
    {
        await using var mesh = await StartAsync();
        await PassAsync(mesh, await mesh.ProposeAsync("reason: One vote is a quorum\nset: { voting: { quorum: 30%, majority: 50%, deadline: 7 days, seats: [orders, security, platform] } }\n"));
        // Its deadline is before the dates of the others, and one vote passes it then.
        var open = await mesh.VoteAsync("security", await mesh.ProposeAsync($"effective_from: {In(days: 150)}\nreason: rules without examples\nremove: [examples-are-given]\n"));
        var later = await PassAsync(mesh, await mesh.ProposeAsync($"effective_from: {In(days: 200)}\n{NoTotals}"));
        var earliest = await PassAsync(mesh, await mesh.ProposeAsync($"effective_from: {In(days: 100)}\nreason: fewer rules\nremove: [examples-are-given]\n"));
        await mesh.StopAsync();
        await using var database = new NpgsqlConnection(mesh.Database);
        Assert.Equal(3, await database.ExecuteAsync(
            "UPDATE policy_proposals SET effective_from = effective_from - interval '1 year', deadline = deadline - interval '1 year' WHERE state IN ('open', 'passed')"));

        await mesh.RestartAsync();
        await Eventually.HoldsAsync(async () => (await mesh.ServedAsync()).Number == 3);

        Assert.Equal(("overtaken", "overtaken", "in_force"), (await StateAsync(open), await StateAsync(later), await StateAsync(earliest)));

        async Task<string> StateAsync(JsonObject proposal) => (await mesh.GetAsync($"/proposals/{proposal["id"]}"))["state"]!.GetValue<string>();
    }

    [SkippableFact]
    public async Task Edit_reopens_no_proposal_beyond_those_that_may_be_open()
    {
        await using var mesh = await StartAsync();
        var overtaken = await mesh.ProposeAsync("reason: fewer rules\nremove: [examples-are-given]\n");
        await PassAsync(mesh, await mesh.ProposeAsync(NoTotals));
        List<JsonObject> open = [];
        for (var proposal = 0; proposal < 20; proposal++)
        {
            open.Add(await mesh.ProposeAsync($"reason: fewer rules {proposal}\nremove: [examples-are-given]\n"));
        }

        var refused = await mesh.ProposeAsync("reason: fewer rules\nremove: [examples-are-given]\n", edit: Id(overtaken), status: HttpStatusCode.Conflict);
        await mesh.ProposeAsync("reason: as few rules\nremove: [examples-are-given]\n", edit: Id(open[0]));

        Assert.Equal("At most 20 of your proposals can be open. Withdraw some first.", refused["detail"]!.GetValue<string>());
    }

    [SkippableFact]
    public async Task Majority_against_rejects_and_a_deadline_without_quorum_does()
    {
        await using var mesh = await StartAsync();
        var declined = await mesh.ProposeAsync(NoTotals);
        await mesh.VoteAsync("security", declined, isFor: false);
        var rejected = await mesh.VoteAsync("platform-admin", declined, isFor: false);
        await PassAsync(mesh, await mesh.ProposeAsync("reason: Votes are quick\nset: { voting: { quorum: 60%, majority: 70%, deadline: 3 days, seats: [orders, payments, security, platform] } }\n"));
        var late = await mesh.ProposeAsync(NoTotals);
        await mesh.VoteAsync("payments-representative", late);
        await mesh.MakeDueAsync(late, "deadline");

        await Eventually.HoldsAsync(async () => (await mesh.GetAsync($"/proposals/{late["id"]}"))["state"]!.GetValue<string>() == "rejected");

        Assert.Equal("rejected", rejected["state"]!.GetValue<string>());
        Assert.Equal(TimeSpan.FromDays(3), late["deadline"]!.GetValue<DateTimeOffset>() - late["created_at"]!.GetValue<DateTimeOffset>());
        Assert.Equal(["orders", "payments", "security", "platform"], late["seats"]!.AsArray().Select(seat => seat!.GetValue<string>()));
        Assert.Equal(2, (await mesh.ServedAsync()).Number);
    }

    [SkippableFact]
    public async Task Text_that_is_too_long_no_yaml_or_no_rules_is_refused()
    {
        var mesh = await fixture.SharedMeshAsync();
        var before = await CountAsync();

        var large = await mesh.ProposeAsync($"reason: r\ntext: \"{new string('a', 10 * 1024 * 1024)}\"", status: HttpStatusCode.RequestEntityTooLarge);
        var bomb = await mesh.ProposeAsync("a: &a [x, x]\nb: &b [*a, *a]\nreason: r\nadd: [*b, *b]\n", status: HttpStatusCode.UnprocessableEntity);
        var unknown = await mesh.ProposeAsync("reason: r\nremove: [no-such-rule]\n", status: HttpStatusCode.UnprocessableEntity);
        var twice = await mesh.ProposeAsync("reason: r\nadd:\n  - { id: personal-data-is-masked, description: d, effect: deny, actions: [read], when: everyone }\n", status: HttpStatusCode.UnprocessableEntity);
        var nothing = await mesh.ProposeAsync("reason: r\n", status: HttpStatusCode.UnprocessableEntity);

        Assert.Contains("alias", bomb["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("There is no rule \"no-such-rule\" to remove", unknown["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("personal-data-is-masked", twice["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.All([large, bomb, unknown, twice, nothing], problem => Assert.StartsWith("urn:mesh:problem:", problem["type"]!.GetValue<string>(), StringComparison.Ordinal));
        Assert.Equal(before, await CountAsync());

        async Task<int> CountAsync() => (await mesh.GetAsync("/proposals"))["items"]!.AsArray().Count;
    }

    [SkippableFact]
    public async Task Dry_run_names_the_classes_grants_subscriptions_and_queries_that_see_less()
    {
        var mesh = await fixture.SharedMeshAsync();
        var product = fixture.NewProduct(Classification.Internal);
        fixture.Catalog.Register(product.ToString(), Classification.Internal, "1.0.0", CatalogFixture.Column("order_id") with { Required = true }, CatalogFixture.Column("total") with { Required = true });
        fixture.Catalog.Uses = new CatalogUses(DateTimeOffset.UnixEpoch, 5, [new SubscriptionUse(product, "analyst", "analytics", ["order_id", "total"]), new SubscriptionUse(product, "payments", "payments", ["order_id"])], [new QueryUse(product, "analyst", "analytics", ["total"], 3), new QueryUse(product, "auditor", "governance", ["order_id"], 2)]);

        var own = await mesh.ProposeAsync(NoTotals);
        var proposal = await mesh.GetAsync($"/proposals/{own["id"]}", "auditor");

        var run = proposal["dry_run"]!;
        Assert.Equal((0L, 5, 2), (run["permitted_pairs"]!.GetValue<long>(), run["queries"]!.GetValue<int>(), run["subscriptions"]!.GetValue<int>()));
        var refused = run["newly_refused"]!.AsArray().Select(effect => effect!.AsObject()).Where(effect => effect["product"]!.GetValue<string>() == product.ToString()).ToList();
        Assert.All(refused, effect => Assert.Equal(("total", "clear", "nullify"), (Assert.Single(effect["columns"]!.AsArray())!.GetValue<string>(), effect["before"]!.GetValue<string>(), effect["after"]!.GetValue<string>())));
        Assert.Contains(refused, effect => Is(effect, "class", "role analyst, of another domain"));
        Assert.DoesNotContain(refused, effect => effect["principal"]!.GetValue<string>().EndsWith("of its own domain", StringComparison.Ordinal));
        Assert.Contains(refused, effect => Is(effect, "subscription", "payments"));
        // Its copy of the contract has a column that always has a value, and would have none any more.
        var failing = Assert.Single(refused, effect => effect["needed"]!.AsArray().Count > 0);
        Assert.True(Is(failing, "subscription", "analyst"));
        Assert.Equal("total", Assert.Single(failing["needed"]!.AsArray())!.GetValue<string>());
        Assert.Equal(3, Assert.Single(refused, effect => effect["subject"]!.GetValue<string>() == "query")["count"]!.GetValue<int>());
        // Its author reads what concerns itself; those who vote read all classes too.
        Assert.InRange(own["dry_run"]!["refused_pairs"]!.GetValue<long>(), refused.Count(effect => effect["subject"]!.GetValue<string>() == "class"), run["refused_pairs"]!.GetValue<long>());
        Assert.All(own["dry_run"]!["newly_refused"]!.AsArray(), effect => Assert.Equal("analyst", effect!["principal"]!.GetValue<string>()));
        var voter = (await mesh.GetAsync($"/proposals/{own["id"]}", "platform-admin"))["dry_run"]!["newly_refused"]!.AsArray();
        Assert.NotEmpty(voter);
        Assert.All(voter, effect => Assert.Equal("class", effect!["subject"]!.GetValue<string>()));
        await mesh.SendAsync("auditor", HttpMethod.Post, $"/proposals/{own["id"]}/dry-run", body: null, HttpStatusCode.Forbidden);
    }

    [SkippableFact]
    public async Task Dry_run_names_who_discovers_a_product_no_more_and_which_products_could_not_be_registered_again()
    {
        var mesh = await fixture.SharedMeshAsync();
        var (found, kept) = (fixture.NewProduct(Classification.Confidential), DataProductId.Parse("orders.sound"));
        fixture.Catalog.Register(kept.ToString(), Classification.Internal, "1.0.0", CatalogFixture.Column("city"));
        fixture.Catalog.Uses = new CatalogUses(DateTimeOffset.UnixEpoch, 0, [new SubscriptionUse(found, "analyst", "analytics")], []);

        var own = await mesh.ProposeAsync(
            """
            reason: Confidential products are for their owners, and each shows a query
            remove: [confidential-products-can-be-found]
            add:
              - { id: query-is-shown, description: A reader has a query to start from., check: examples, severity: error }
              - { id: person-soon, description: d, check: documented, severity: warning }
            """);
        var run = (await mesh.GetAsync($"/proposals/{own["id"]}", "auditor"))["dry_run"]!;

        var hidden = run["newly_refused"]!.AsArray().Select(effect => effect!.AsObject()).Where(effect => effect["action"]!.GetValue<string>() == "discover").ToList();
        Assert.All(hidden, effect => Assert.Equal(("found", "hidden", 0), (effect["before"]!.GetValue<string>(), effect["after"]!.GetValue<string>(), effect["columns"]!.AsArray().Count)));
        Assert.Contains(hidden, effect => Is(effect, "class", "role analyst, of another domain") && effect["product"]!.GetValue<string>() == found.ToString());
        Assert.Contains(hidden, effect => Is(effect, "subscription", "analyst"));
        Assert.DoesNotContain(hidden, effect => effect["product"]!.GetValue<string>() == kept.ToString());
        Assert.Equal(0, run["found_pairs"]!.GetValue<long>());
        Assert.True(run["hidden_pairs"]!.GetValue<long>() > 0);
        var registrations = run["registrations"]!.AsArray().Select(effect => effect!.AsObject()).ToList();
        Assert.Equal(registrations.Count, run["no_longer_registrable"]!.GetValue<int>());
        var refused = registrations.Single(effect => effect["product"]!.GetValue<string>() == kept.ToString());
        Assert.False(refused["is_registrable"]!.GetValue<bool>());
        Assert.StartsWith("query-is-shown: examples: ", Assert.Single(refused["reasons"]!.AsArray())!.GetValue<string>(), StringComparison.Ordinal);
        // What could not be registered before either is no change: it is confidential, and its rows stay for ever.
        Assert.DoesNotContain(registrations, effect => effect["product"]!.GetValue<string>() == found.ToString());
        // The author reads what concerns itself, and the totals.
        Assert.Equal(run["no_longer_registrable"]!.GetValue<int>(), own["dry_run"]!["no_longer_registrable"]!.GetValue<int>());
        Assert.Empty(own["dry_run"]!["registrations"]!.AsArray());
    }

    private static bool Is(JsonObject effect, string subject, string principal) => effect["subject"]!.GetValue<string>() == subject && effect["principal"]!.GetValue<string>() == principal;

    private async Task<ProposalMesh> StartAsync()
    {
        var mesh = await ProposalMesh.StartAsync(fixture);
        fixture.NewProduct();
        return mesh;
    }

    private static async Task<JsonObject> PassAsync(ProposalMesh mesh, JsonObject proposal)
    {
        await mesh.VoteAsync("orders-representative", proposal);
        return await mesh.VoteAsync("platform-admin", proposal);
    }

    private static string In(int days) => TimeProvider.System.GetUtcNow().AddDays(days).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static Guid Id(JsonObject proposal) => Guid.Parse(proposal["id"]!.GetValue<string>());
}
