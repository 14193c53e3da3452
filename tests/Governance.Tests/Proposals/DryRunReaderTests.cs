using System.Net;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Policies;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Queries;
using MeshStarter.Governance.Tests.Access;
using MeshStarter.Governance.Tests.Audit;
using MeshStarter.Platform.Audit.Records;

namespace MeshStarter.Governance.Tests.Proposals;

/// <summary>A dry run has nothing of a product that its reader may not discover: not in a number, and not by an entry that is missing.</summary>
public sealed class DryRunReaderTests(ProposalFixture fixture) : IClassFixture<ProposalFixture>
{
    private const string Hidden = "payments.vault";
    private const string Open = "orders.open";

    [SkippableFact]
    public async Task Dry_run_of_a_hidden_product_is_that_of_one_that_does_not_exist()
    {
        var mesh = await SharedAsync();
        string[][] guesses =
        [
            [Mask("names: [quokkaweight]"), Mask("names: [quokkaweigth]")],
            [Mask("tags: [pii.quokka]"), Mask("tags: [pii.quokkas]")],
            [Deny("products: [payments.vault]"), Deny("products: [payments.vaults]")],
            [Deny("product_domains: [payments]"), Deny("product_domains: [tax]")],
            [Deny("classification: [restricted]"), Deny("column_tags: [pii.nothing]")],
            [Permit("products: [payments.vault]"), Permit("products: [payments.vaults]")],
        ];

        foreach (var guess in guesses)
        {
            foreach (var reader in (string[])["analyst", "orders-owner"])
            {
                var (there, missing) = (await RunAsync(mesh, guess[0], reader), await RunAsync(mesh, guess[1], reader));
                Assert.Equal(missing, there);
            }
        }

        var run = JsonNode.Parse(await RunAsync(mesh, guesses[0][0], "analyst"))!;
        Assert.Equal(
            (2, 0, 1, 3, 0L, true),
            (Number(run, "products"), Number(run, "grants"), Number(run, "subscriptions"), Number(run, "queries"), run["refused_pairs"]!.GetValue<long>(), run["is_complete"]!.GetValue<bool>()));
        Assert.False(run.AsObject().ContainsKey("duration_ms"));
    }

    [SkippableFact]
    public async Task Those_who_vote_get_numbers_of_all_products_and_names_of_those_that_they_may_discover()
    {
        var mesh = await SharedAsync();
        var proposal = await mesh.ProposeAsync(Mask("names: [quokkaweight, total]"));

        var analyst = await ReadAsync(mesh, proposal, "analyst");
        var voter = await ReadAsync(mesh, proposal, "orders-representative");
        var owner = await ReadAsync(mesh, proposal, "payments-owner");
        var all = await ReadAsync(mesh, proposal, "security");

        Assert.Equal((2, 3, 3, 3), (Number(analyst, "products"), Number(voter, "products"), Number(owner, "products"), Number(all, "products")));
        Assert.Equal((0, 1, 0), (Number(analyst, "undiscovered_products"), Number(voter, "undiscovered_products"), Number(all, "undiscovered_products")));
        Assert.Equal((all["refused_pairs"]!.GetValue<long>(), 5), (voter["refused_pairs"]!.GetValue<long>(), Number(voter, "queries")));
        Assert.True(voter["refused_pairs"]!.GetValue<long>() > analyst["refused_pairs"]!.GetValue<long>());
        Assert.Contains(voter["newly_refused"]!.AsArray(), effect => effect!["product"]!.GetValue<string>() == Open);
        Assert.All([analyst, voter], run => Assert.All((string[])["vault", "quokkaweight"], name => Assert.DoesNotContain(name, run.ToJsonString(), StringComparison.Ordinal)));
        Assert.All([owner, all], run => Assert.Contains(run["newly_refused"]!.AsArray(), effect => effect!["product"]!.GetValue<string>() == Hidden));
        Assert.Equal(JsonNode.Parse(all.ToJsonString())!["newly_refused"]!.ToJsonString(), (await ReadAsync(mesh, proposal, "auditor"))["newly_refused"]!.ToJsonString());
    }

    [SkippableFact]
    public async Task Effects_on_a_hidden_product_take_no_room_of_those_that_are_shown()
    {
        var mesh = await SharedAsync();
        // Far more of them than a list has entries.
        fixture.Catalog.Uses = fixture.Catalog.Uses with
        {
            Reads = [.. Enumerable.Range(0, 1_500).Select(i => new QueryUse(DataProductId.Parse(Hidden), $"reader{i}", "payments", ["quokkaweight"], 1)), .. fixture.Catalog.Uses.Reads],
        };

        var proposal = await mesh.ProposeAsync(Mask("names: [quokkaweight, total]"));

        var own = Assert.Single((await ReadAsync(mesh, proposal, "analyst"))["newly_refused"]!.AsArray(), effect => effect!["subject"]!.GetValue<string>() == "query")!;
        Assert.Equal((Open, "analyst", 3), (own["product"]!.GetValue<string>(), own["principal"]!.GetValue<string>(), own["count"]!.GetValue<int>()));
    }

    [SkippableFact]
    public async Task Classes_that_only_a_tightening_of_a_hidden_product_distinguishes_are_not_shown()
    {
        await using var mesh = await StartAsync();
        var before = await RunAsync(mesh, Mask("names: [total]"), "analyst");
        await mesh.SendAsync(
            "payments-owner",
            HttpMethod.Post,
            "/policy/tightenings",
            new PolicyTighteningForm("- { id: closed, description: d, effect: deny, actions: [read], when: { products: [payments.vault], roles: [numbat] } }", "A leak is looked into", DataProductId.Parse(Hidden)),
            HttpStatusCode.Created);

        var proposal = await mesh.ProposeAsync(Mask("names: [total]"), "analyst");
        var voter = await ReadAsync(mesh, proposal, "orders-representative");
        var owner = await ReadAsync(mesh, await mesh.ProposeAsync(Mask("names: [quokkaweight]")), "payments-owner");

        Assert.Equal(before, await RunAsync(mesh, Mask("names: [total]"), "analyst"));
        Assert.DoesNotContain("numbat", voter.ToJsonString(), StringComparison.Ordinal);
        Assert.True(Number(owner, "classes") > Number(await ReadAsync(mesh, proposal, "analyst"), "classes"));
    }

    [SkippableTheory]
    [InlineData("orders", RunningGovernance.OrdersSecret, false)]
    [InlineData("query", RunningGovernance.QuerySecret, true)]
    public async Task Roles_of_a_person_are_those_that_a_service_of_the_platform_recorded(string service, string secret, bool isTaken)
    {
        var mesh = await SharedAsync();
        var reader = $"reader-of-{service}";
        fixture.Catalog.Uses = fixture.Catalog.Uses with { Reads = [new QueryUse(DataProductId.Parse(Open), reader, "analytics", ["total"], 3)] };
        var record = TestRecord.Of(service, reader) with { SubjectDomain = "analytics", Roles = ["numbat"], Product = DataProductId.Parse(Open) };
        Assert.Equal(HttpStatusCode.NoContent, (await mesh.Governance.AppendAsync(await mesh.Governance.ServiceTokenAsync(service, secret), record)).Status);

        var proposal = await mesh.ProposeAsync(Mask("names: [total]").Replace("when: everyone", "when: { roles: [numbat] }", StringComparison.Ordinal));

        var refused = (await ReadAsync(mesh, proposal, "security"))["newly_refused"]!;
        var isRefused = refused.AsArray().Any(effect => effect!["subject"]!.GetValue<string>() == "query" && effect["principal"]?.GetValue<string>() == reader);
        Assert.True(isTaken == isRefused, refused.ToJsonString());
    }

    [SkippableFact]
    public async Task Registration_that_depends_on_a_hidden_product_is_not_shown()
    {
        await using var mesh = await StartAsync();
        fixture.Catalog.Register("orders.guess", Classification.Internal, "1.0.0", [DataProductId.Parse(Hidden)], CatalogFixture.Column("city"));
        fixture.Catalog.Register("orders.miss", Classification.Internal, "1.0.0", [DataProductId.Parse("payments.vaults")], CatalogFixture.Column("city"));
        const string Known = """
            reason: All is found, and what a product is made of is known
            change:
              - { id: lineage-is-known, description: d, check: lineage_known, severity: error }
            add:
              - { id: all-is-found, description: d, effect: permit, actions: [discover], when: { classification: [restricted] } }
            """;

        var proposal = await mesh.ProposeAsync(Known, "orders-owner");

        var (owner, all) = (await ReadAsync(mesh, proposal, "orders-owner"), await ReadAsync(mesh, proposal, "security"));
        Assert.Equal((0, 0), (Number(owner, "no_longer_registrable"), owner["registrations"]!.AsArray().Count));
        Assert.Equal(["orders.miss"], all["registrations"]!.AsArray().Select(each => each!["product"]!.GetValue<string>()));
    }

    [SkippableFact]
    public async Task Tightening_and_declassification_of_others_are_as_those_that_do_not_exist()
    {
        var mesh = await SharedAsync();
        var product = DataProductId.Parse(Hidden);
        var tightening = await mesh.SendAsync(
            "payments-owner",
            HttpMethod.Post,
            "/policy/tightenings",
            new PolicyTighteningForm("- { id: closed, description: d, effect: deny, actions: [read], when: { products: [payments.vault] } }", "A leak is looked into", product),
            HttpStatusCode.Created);
        fixture.Catalog.Register(Hidden, Classification.Restricted, "1.1.0", CatalogFixture.Column("quokkaweight"));
        var request = await mesh.SendAsync("payments-owner", HttpMethod.Post, "/policy/declassifications", new DeclassificationForm(product, ProductVersion.Parse("1.1.0"), "It weighs nothing", ["quokkaweight"]), HttpStatusCode.Created);

        foreach (var (path, id) in (IEnumerable<(string, string)>)[("tightenings/{0}/end", Id(tightening)), ("declassifications/{0}/approve", Id(request)), ("declassifications/{0}/decline", Id(request))])
        {
            var (theirs, none) = (await RefusedAsync(path, id), await RefusedAsync(path, Guid.Empty.ToString()));
            Assert.Equal(none.Replace(Guid.Empty.ToString(), id, StringComparison.Ordinal), theirs);
        }

        Assert.Contains(await mesh.AuditAsync(AuditActions.PolicyChange), record => record is { Permit: false, Subject: "analyst" } && record.Product == product);
        await mesh.SendAsync("payments-owner", HttpMethod.Post, $"/policy/tightenings/{Id(tightening)}/end", new AccessDecisionForm("Nothing was lost"), HttpStatusCode.NoContent);

        async Task<string> RefusedAsync(string path, string id)
        {
            var problem = await mesh.SendAsync("analyst", HttpMethod.Post, $"/policy/{string.Format(null, path, id)}", new AccessDecisionForm("For a test"), HttpStatusCode.NotFound);
            Assert.True(problem.Remove("trace_id") && problem.Remove("instance"));
            return problem.ToJsonString();
        }
    }

    [SkippableFact]
    public async Task Seat_of_a_domain_that_the_reader_may_not_discover_is_a_number_and_its_vote_is_left_out()
    {
        await using var mesh = await StartAsync();
        var proposal = await mesh.ProposeAsync(Mask("names: [total]"));
        var voted = await mesh.VoteAsync("payments-representative", proposal);

        var analyst = await mesh.GetAsync($"/proposals/{proposal["id"]}");
        var listed = (await mesh.GetAsync("/proposals"))["items"]!.AsArray().Single()!.AsObject();
        var refused = await mesh.VoteAsync("analyst", proposal, status: HttpStatusCode.Forbidden);
        var auditor = await mesh.GetAsync($"/proposals/{proposal["id"]}", "auditor");

        string[] known = ["orders", "security", "platform"];
        foreach (var read in (JsonObject[])[proposal, analyst, listed])
        {
            Assert.Equal((string.Join(' ', known), 1, 0), (Names(read), Number(read, "undiscovered_seats"), read["votes"]!.AsArray().Count));
        }

        foreach (var (read, votes) in ((JsonObject, int)[])[(proposal, 0), (voted, 1), (analyst, 1), (listed, 1), (auditor, 1)])
        {
            Assert.Equal((4, votes, 0), (Number(read, "seats_in_all"), Number(read, "votes_for"), Number(read, "votes_against")));
        }

        foreach (var read in (JsonObject[])[voted, auditor])
        {
            Assert.Equal(("orders payments security platform", 0, 1), (Names(read), Number(read, "undiscovered_seats"), read["votes"]!.AsArray().Count));
        }

        Assert.Equal(string.Join(' ', known), Names(await mesh.GetAsync("/policy")));
        Assert.Equal("orders payments security platform", Names(await mesh.GetAsync("/policy", "payments-owner")));
        Assert.DoesNotContain("payments", refused["detail"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task List_of_proposals_reads_the_catalog_once()
    {
        await using var mesh = await StartAsync();
        await mesh.ProposeAsync(Mask("names: [total]"));
        // Not known from the proposal's dry run.
        fixture.Catalog.Register("payments.fresh", Classification.Restricted, "1.0.0", CatalogFixture.Column("id"));
        var before = fixture.Catalog.Requests;

        await mesh.GetAsync("/proposals");

        Assert.Equal(1, fixture.Catalog.Requests - before);
    }

    [SkippableFact]
    public async Task Seats_that_the_rules_come_to_name_are_read_and_a_hidden_one_of_an_older_proposal_stays_a_number()
    {
        await using var mesh = await StartAsync();
        var older = await mesh.ProposeAsync(Mask("names: [total]"));
        await mesh.VoteAsync("payments-representative", older);
        var named = await mesh.ProposeAsync("reason: r\nset: { voting: { seats: [orders, inventory, security, platform] } }\n");
        foreach (var persona in (string[])["orders-representative", "security", "platform-admin"])
        {
            named = await mesh.VoteAsync(persona, named);
        }

        var read = await mesh.GetAsync($"/proposals/{older["id"]}");
        var listed = (await mesh.GetAsync("/proposals"))["items"]!.AsArray().Select(item => item!.AsObject()).Single(item => Id(item) == Id(older));

        Assert.Equal("in_force", named["state"]!.GetValue<string>());
        Assert.All((JsonObject[])[read, listed], proposal =>
            Assert.Equal(("orders security platform", 1, 0, 1), (Names(proposal), Number(proposal, "undiscovered_seats"), proposal["votes"]!.AsArray().Count, Number(proposal, "votes_for"))));
        // Nothing of inventory can be discovered; the rules name it.
        Assert.Equal("orders inventory security platform", Names(await mesh.GetAsync("/policy")));
    }

    private static string Names(JsonObject read) => string.Join(' ', read["seats"]!.AsArray().Select(seat => seat!.GetValue<string>()));

    private static string Id(JsonObject answer) => answer["id"]!.GetValue<string>();

    private static int Number(JsonNode run, string member) => run[member]!.GetValue<int>();

    private static string Mask(string columns) => $"reason: r\nadd:\n  - {{ id: added, description: d, effect: mask, columns: {{ {columns} }}, mask: nullify, when: everyone }}\n";

    private static string Deny(string when) => $"reason: r\nadd:\n  - {{ id: added, description: d, effect: deny, actions: [discover, read], when: {{ {when} }} }}\n";

    private static string Permit(string when) => $"reason: r\nadd:\n  - {{ id: added, description: d, effect: permit, actions: [discover, read], when: {{ {when} }} }}\n";

    // For tests that put no version into force.
    private async Task<ProposalMesh> SharedAsync()
    {
        var mesh = await fixture.SharedMeshAsync();
        SetUp();
        return mesh;
    }

    private async Task<ProposalMesh> StartAsync()
    {
        var mesh = await ProposalMesh.StartAsync(fixture);
        SetUp();
        return mesh;
    }

    // A restricted product with all that a dry run counts, alongside two that everyone finds.
    private void SetUp()
    {
        fixture.Catalog.Clear();
        fixture.Catalog.Register(Open, Classification.Internal, "1.0.0", CatalogFixture.Column("order_id"), CatalogFixture.Column("total"));
        fixture.Catalog.Register("orders.margins", Classification.Confidential, "1.0.0", CatalogFixture.Column("order_id"));
        fixture.Catalog.Register(Hidden, Classification.Restricted, "1.0.0", CatalogFixture.Column("quokkaweight", "pii.quokka"));
        var (hidden, open) = (DataProductId.Parse(Hidden), DataProductId.Parse(Open));
        fixture.Catalog.Uses = new CatalogUses(
            DateTimeOffset.UnixEpoch,
            5,
            [new SubscriptionUse(open, "analyst", "analytics"), new SubscriptionUse(hidden, "ledger", "payments")],
            [new QueryUse(open, "analyst", "analytics", ["total"], 3), new QueryUse(hidden, "payments-owner", "payments", ["quokkaweight"], 2)]);
    }

    private static async Task<JsonObject> ReadAsync(ProposalMesh mesh, JsonObject proposal, string reader) => (await mesh.GetAsync($"/proposals/{proposal["id"]}", reader))["dry_run"]!.AsObject();

    // What a reader gets of a dry run, but for what names the text and the moment.
    private static async Task<string> RunAsync(ProposalMesh mesh, string yaml, string reader)
    {
        var proposal = await mesh.ProposeAsync(yaml, reader);
        var read = await ReadAsync(mesh, proposal, reader);
        Assert.Equal(proposal["dry_run"]!.ToJsonString(), read.ToJsonString());
        await mesh.SendAsync(reader, HttpMethod.Post, $"/proposals/{proposal["id"]}/withdraw", new AccessDecisionForm("For a test"), HttpStatusCode.OK);
        Assert.True(read.Remove("sha256") && read.Remove("at"));
        return read.ToJsonString();
    }
}
