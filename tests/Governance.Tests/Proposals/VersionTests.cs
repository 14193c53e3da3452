using System.Net;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Policies;
using MeshStarter.Contracts.Products;
using MeshStarter.Governance.Tests.Access;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Governance.Tests.Proposals;

[Collection(ProposalTestsDefinition.Name)]
public sealed class VersionTests(ProposalFixture fixture)
{
    [SkippableFact]
    public async Task File_is_version_1_an_edit_the_next_one_and_both_stay_over_a_restart()
    {
        await using var mesh = await ProposalMesh.StartAsync(fixture);
        var text = await File.ReadAllTextAsync(mesh.Rules);
        var first = await mesh.GetAsync("/policy");

        await File.WriteAllTextAsync(mesh.Rules, text.Replace("version: 1.0.0", "version: 1.1.0", StringComparison.Ordinal));
        await Eventually.HoldsAsync(async () => (await mesh.ServedAsync()).Number == 2);
        await mesh.RestartAsync();

        Assert.Equal((1L, "file", text), (first["version"]!["number"]!.GetValue<long>(), first["version"]!["origin"]!.GetValue<string>(), first["version"]!["text"]!.GetValue<string>()));
        Assert.Contains(first["rules"]!.AsArray(), rule => rule!["words"]!.GetValue<string>() == "Masks columns with the tag pii (redact) for: everyone, but not the domain that owns the product; or role service and query; or those with a grant.");
        var versions = (await mesh.GetAsync("/policy/versions"))["items"]!.AsArray();
        Assert.Equal([(2L, "1.1.0", true), (1L, "1.0.0", false)], versions.Select(each => (each!["number"]!.GetValue<long>(), each["label"]!.GetValue<string>(), each["is_in_force"]!.GetValue<bool>())));
        Assert.Equal(2, (await mesh.ServedAsync()).Number);
    }

    [SkippableFact]
    public async Task Edit_of_the_file_is_refused_where_a_vote_came_between_and_taken_once_it_is_brought_up_to_date()
    {
        await using var mesh = await ProposalMesh.StartAsync(fixture);
        fixture.NewProduct();
        var text = await File.ReadAllTextAsync(mesh.Rules);
        var proposal = await mesh.ProposeAsync("reason: fewer rules\nremove: [examples-are-given]\n");
        await mesh.VoteAsync("orders-representative", proposal);
        await mesh.VoteAsync("security", proposal);

        await File.WriteAllTextAsync(mesh.Rules, text.Replace("version: 1.0.0", "version: 1.1.0", StringComparison.Ordinal));
        await Eventually.HoldsAsync(async () => (await mesh.AuditAsync(AuditActions.PolicyChange)).Any(record => !record.Permit && record.Reason.Contains("it is an edit of version 1, and version 2 (fewer rules) is in force", StringComparison.Ordinal)));
        var refused = await mesh.ServedAsync();
        var current = (await mesh.GetAsync("/policy/versions/2"))["text"]!.GetValue<string>();
        await File.WriteAllTextAsync(mesh.Rules, current);
        await mesh.RestartAsync();
        await File.WriteAllTextAsync(mesh.Rules, current.Replace("version: 1.0.1", "version: 1.2.0", StringComparison.Ordinal));
        await Eventually.HoldsAsync(async () => (await mesh.ServedAsync()).Number == 3);

        Assert.Equal((2L, current), refused);
    }

    [SkippableFact]
    public async Task Owner_tightens_at_once_for_its_product_and_permits_no_more_by_it()
    {
        var mesh = await fixture.SharedMeshAsync();
        var product = fixture.NewProduct();
        var deny = $"- {{ id: closed, description: A leak is looked into., effect: deny, actions: [read], when: {{ products: [{product}] }} }}";

        await TightenAsync(mesh, "payments-owner", deny, product, HttpStatusCode.Forbidden);
        await TightenAsync(mesh, "orders-owner", deny.Replace("deny", "permit", StringComparison.Ordinal), product, HttpStatusCode.BadRequest);
        await TightenAsync(mesh, "orders-owner", deny.Replace($"products: [{product}]", "domains: [analytics]", StringComparison.Ordinal), product, HttpStatusCode.BadRequest);
        await TightenAsync(mesh, "orders-owner", deny.Replace("[read]", "[audit]", StringComparison.Ordinal), product, HttpStatusCode.BadRequest);
        // Who may not know of the product would be bound by rules that are hidden from them.
        await TightenAsync(mesh, "security", deny.Replace($"{{ products: [{product}] }}", "everyone", StringComparison.Ordinal), product, HttpStatusCode.BadRequest);
        await TightenAsync(mesh, "orders-owner", deny, product, HttpStatusCode.BadRequest, hours: 73);
        // Without the product it would be for all of them.
        await mesh.SendAsync("security", HttpMethod.Post, "/policy/tightenings", new { rules = deny, reason = "A leak", prodct = product.ToString(), hours = 1 }, HttpStatusCode.BadRequest);
        var tightening = await TightenAsync(mesh, "orders-owner", deny, product, HttpStatusCode.Created);
        var tightened = PolicyBundle.Parse((await mesh.ServedAsync()).Text, "bundle");
        await mesh.SendAsync("payments-owner", HttpMethod.Post, $"/policy/tightenings/{tightening["id"]}/end", new AccessDecisionForm("r"), HttpStatusCode.NotFound);
        await mesh.SendAsync("security", HttpMethod.Post, $"/policy/tightenings/{tightening["id"]}/end", new AccessDecisionForm("It is over"), HttpStatusCode.NoContent);
        var ended = PolicyBundle.Parse((await mesh.ServedAsync()).Text, "bundle");

        var owner = new Principal("orders-owner", "orders", ["owner"], []);
        var resource = new PolicyResource(product, Classification.Confidential, []);
        Assert.Equal((false, true), (PolicyEngine.Decide(tightened, owner, PolicyAction.Read, resource).Permit, PolicyEngine.Decide(ended, owner, PolicyAction.Read, resource).Permit));
        Assert.Equal(1, (await mesh.ServedAsync()).Number);
        var records = (await mesh.AuditAsync(AuditActions.PolicyChange)).Where(record => record.Product == product).ToList();
        Assert.Equal((2, 2), (records.Count(record => record.Permit), records.Count(record => !record.Permit)));
        Assert.All(records, record => Assert.Equal("1.0.0", record.PolicyVersion));
        // The tightening that another made is not there for them, and neither is what they tried with it.
        var own = Assert.Single((await mesh.GetAsync($"/audit?product={product}", "payments-owner"))["items"]!.AsArray());
        Assert.StartsWith("People of a product's domain", own!["reason"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Tightening_and_declassification_of_a_product_are_shown_to_those_who_may_know_of_it()
    {
        await using var mesh = await ProposalMesh.StartAsync(fixture);
        var product = fixture.NewProduct(Classification.Restricted);
        await TightenAsync(mesh, "orders-owner", $"- {{ id: closed, description: A leak is looked into., effect: deny, actions: [read], when: {{ products: [{product}] }} }}", product, HttpStatusCode.Created);
        fixture.Untag(product, Classification.Restricted);
        var request = await mesh.SendAsync("orders-owner", HttpMethod.Post, "/policy/declassifications", new DeclassificationForm(product, ProductVersion.Parse("1.1.0"), "A city finds no person", ["email"]), HttpStatusCode.Created);
        await mesh.SendAsync("security", HttpMethod.Post, $"/policy/declassifications/{request["id"]}/approve", new AccessDecisionForm("Agreed"), HttpStatusCode.OK);

        foreach (var (persona, knows) in new[] { ("analyst", false), ("payments-owner", false), ("orders-owner", true), ("auditor", true), ("security", true) })
        {
            foreach (var address in new[] { "/policy", "/policy/tightenings", "/policies/bundle" })
            {
                using var answer = await mesh.Governance.SendAsync(HttpMethod.Get, address, await mesh.Governance.PersonaTokenAsync(persona));
                Assert.Equal((persona, address, HttpStatusCode.OK, knows), (persona, address, answer.StatusCode, (await answer.Content.ReadAsStringAsync()).Contains(product.ToString(), StringComparison.Ordinal)));
            }
        }

        using var point = await mesh.Governance.SendAsync(HttpMethod.Get, "/policies/bundle", await mesh.Governance.ServiceTokenAsync("query", RunningGovernance.QuerySecret));
        Assert.Contains(product.ToString(), await point.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Declassification_is_requested_by_the_owner_and_decided_by_the_security_seat()
    {
        await using var mesh = await ProposalMesh.StartAsync(fixture);
        var product = fixture.NewProduct();
        fixture.Untag(product);
        var form = new DeclassificationForm(product, ProductVersion.Parse("1.1.0"), "A city finds no person", ["email"]);

        await mesh.SendAsync("analyst", HttpMethod.Post, "/policy/declassifications", form, HttpStatusCode.Forbidden);
        var request = await mesh.SendAsync("orders-owner", HttpMethod.Post, "/policy/declassifications", form, HttpStatusCode.Created);
        await mesh.SendAsync("orders-owner", HttpMethod.Post, $"/policy/declassifications/{request["id"]}/approve", new AccessDecisionForm("r"), HttpStatusCode.Forbidden);
        var before = (await mesh.ServedAsync()).Text;
        var approved = await mesh.SendAsync("security", HttpMethod.Post, $"/policy/declassifications/{request["id"]}/approve", new AccessDecisionForm("Agreed"), HttpStatusCode.OK);

        Assert.Equal("approved", approved["state"]!.GetValue<string>());
        Assert.DoesNotContain("declassify:", before.Split('\n'), StringComparer.Ordinal);
        Assert.Contains((await mesh.ServedAsync()).Text.Split('\n'), line => line.StartsWith($"  - {{ product: {product}, version: 1.1.0, columns: [\"email\"], reason: ", StringComparison.Ordinal));
        Assert.Equal(4, (await mesh.AuditAsync(AuditActions.Declassify)).Count);
        Assert.False(Assert.Single((await mesh.GetAsync($"/audit?product={product}"))["items"]!.AsArray())!["permit"]!.GetValue<bool>());
    }

    [SkippableFact]
    public async Task Declassification_is_of_a_registered_version_and_names_columns_of_its_major_version()
    {
        await using var mesh = await ProposalMesh.StartAsync(fixture);
        var product = fixture.NewProduct();

        foreach (var version in (string[])["1.1.0", "2.0.0"])
        {
            var form = new DeclassificationForm(product, ProductVersion.Parse(version), "A city finds no person", ["email"]);
            var refused = await mesh.SendAsync("orders-owner", HttpMethod.Post, "/policy/declassifications", form, HttpStatusCode.BadRequest);
            Assert.StartsWith($"version: Version {version} of {product} is not registered", refused["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        }

        // One that was requested ahead of its version waits for it.
        fixture.Untag(product);
        var request = await mesh.SendAsync("orders-owner", HttpMethod.Post, "/policy/declassifications", new DeclassificationForm(product, ProductVersion.Parse("1.1.0"), "A city finds no person", ["email"]), HttpStatusCode.Created);
        fixture.Catalog.Register(product.ToString(), Classification.Confidential, "1.0.0", CatalogFixture.Column("email", "pii.email"));
        var early = await mesh.SendAsync("security", HttpMethod.Post, $"/policy/declassifications/{request["id"]}/approve", new AccessDecisionForm("Agreed"), HttpStatusCode.Conflict);
        Assert.StartsWith($"Version 1.1.0 of {product} is not registered", early["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        fixture.Untag(product);
        await mesh.SendAsync("security", HttpMethod.Post, $"/policy/declassifications/{request["id"]}/approve", new AccessDecisionForm("Agreed"), HttpStatusCode.OK);

        var twice = fixture.NewProduct();
        fixture.Catalog.Register(twice.ToString(), Classification.Confidential, "2.0.0", CatalogFixture.Column("contact", "pii.email"));
        foreach (var (version, own, other) in new[] { ("1.0.0", "email", "contact"), ("2.0.0", "contact", "email") })
        {
            await mesh.SendAsync("orders-owner", HttpMethod.Post, "/policy/declassifications", new DeclassificationForm(twice, ProductVersion.Parse(version), "A city finds no person", [own]), HttpStatusCode.Created);
            var refused = await mesh.SendAsync("orders-owner", HttpMethod.Post, "/policy/declassifications", new DeclassificationForm(twice, ProductVersion.Parse(version), "A city finds no person", [other]), HttpStatusCode.BadRequest);
            Assert.Equal($"columns: {twice}@{version[0]} has no column \"{other}\".", refused["detail"]!.GetValue<string>());
        }
    }

    private static Task<JsonObject> TightenAsync(ProposalMesh mesh, string persona, string rules, DataProductId product, HttpStatusCode status, int hours = 24) =>
        mesh.SendAsync(persona, HttpMethod.Post, "/policy/tightenings", new PolicyTighteningForm(rules, "A leak", product, hours), status);
}
