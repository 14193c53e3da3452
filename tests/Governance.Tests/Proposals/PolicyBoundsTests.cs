using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Dapper;
using MeshStarter.Contracts.Policies;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Yaml;
using MeshStarter.Policy.Changes;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Rules;
using Npgsql;

namespace MeshStarter.Governance.Tests.Proposals;

/// <summary>Rules in force alongside a version have room of their own: they keep no proposal that has passed from taking effect.</summary>
[Collection(ProposalTestsDefinition.Name)]
public sealed class PolicyBoundsTests(ProposalFixture fixture)
{
    private const int DefaultTighteningHours = 24;

    [SkippableFact]
    public async Task Proposal_as_long_as_one_may_be_takes_effect_alongside_all_tightenings_that_fit()
    {
        await using var mesh = await ProposalMesh.StartAsync(fixture);
        var product = fixture.NewProduct();
        // As many comments as there is room for.
        var text = await File.ReadAllTextAsync(mesh.Rules);
        var proposal = await mesh.ProposeAsync(Text(text, YamlTree.MaxLength - 10), reason: "long");
        for (var i = 0; i < PolicyBounds.TighteningsOfDomain; i++)
        {
            await TightenAsync(mesh, "orders-owner", product, Rules(product, PolicyBounds.CharactersOfTightening - 10), HttpStatusCode.Created);
        }

        var eleventh = await TightenAsync(mesh, "orders-owner", product, Rules(product, 100), HttpStatusCode.Conflict);
        var longer = await TightenAsync(mesh, "security", product, Rules(product, PolicyBounds.CharactersOfTightening + 10), HttpStatusCode.BadRequest);
        // The owners' room is not that of the security seat.
        await TightenAsync(mesh, "security", product, Rules(product, 100), HttpStatusCode.Created);

        await mesh.VoteAsync("orders-representative", proposal);
        var passed = await mesh.VoteAsync("security", proposal);

        Assert.Equal("in_force", passed["state"]!.GetValue<string>());
        var (number, served) = await mesh.ServedAsync();
        Assert.Equal((2, true), (number, served.Length > YamlTree.MaxLength + (PolicyBounds.TighteningsOfDomain * (PolicyBounds.CharactersOfTightening - 100))));
        Assert.False(PolicyEngine.Decide(PolicyBundle.ParseServed(served, "bundle"), new Principal("orders-owner", "orders", ["owner"], []), PolicyAction.Read, new PolicyResource(product, Classification.Internal, [])).Permit);
        Assert.Contains("10 tightenings of domain orders are in force", eleventh["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("at most 4096 characters", longer["detail"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Tightenings_of_domains_that_an_owner_may_not_know_of_take_no_room_of_the_owner_and_are_not_counted_to_it()
    {
        await using var mesh = await ProposalMesh.StartAsync(fixture);
        var product = fixture.NewProduct();
        await using var connection = new NpgsqlConnection(mesh.Database);
        await connection.ExecuteAsync(
            $$"""
            INSERT INTO policy_tightenings (id, product, rules, tightened_by, reason, begins_at, until)
            SELECT gen_random_uuid(), format('hidden%s.vault', n % 40), format('- { id: closed, description: d, effect: deny, actions: [read], when: { products: [hidden%s.vault] } }', n % 40),
                   'owner', 'A leak', now(), now() + interval '1 hour'
            FROM generate_series(1, {{PolicyBounds.TighteningsOfOwners - 1}}) AS n
            """);

        await TightenAsync(mesh, "orders-owner", product, Rules(product, 100), HttpStatusCode.Created);
        var refused = await TightenAsync(mesh, "orders-owner", product, Rules(product, 100), HttpStatusCode.Conflict);
        await TightenAsync(mesh, "security", product, Rules(product, 100), HttpStatusCode.Created);

        Assert.Equal((40, "No further tightening of an owner can be served now. Ask the security seat to tighten."), (PolicyBounds.TighteningsOfOwners / PolicyBounds.TighteningsOfDomain, refused["detail"]!.GetValue<string>()));
    }

    [SkippableFact]
    public async Task Text_that_could_not_be_served_with_a_tightening_is_refused_before_any_vote()
    {
        var mesh = await fixture.SharedMeshAsync();

        var flow = await mesh.ProposeAsync("{ version: 2.0.0, access: [], registration: [] }", status: HttpStatusCode.UnprocessableEntity, reason: "flow");
        var longer = await mesh.ProposeAsync(Text(await File.ReadAllTextAsync(mesh.Rules), YamlTree.MaxLength + 10), status: HttpStatusCode.UnprocessableEntity, reason: "longer");

        Assert.Contains("not written as one block of keys", flow["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains($"at most {YamlTree.MaxLength}", longer["detail"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Grace_of_more_than_a_year_after_the_begin_of_a_rule_is_refused()
    {
        var mesh = await fixture.SharedMeshAsync();
        var now = TimeProvider.System.GetUtcNow();

        var refused = await mesh.ProposeAsync(Graced(now.AddDays(RuleDays + 1)), status: HttpStatusCode.UnprocessableEntity);
        await mesh.ProposeAsync(Graced(now.AddDays(RuleDays - 1)));
        await mesh.ProposeAsync(Graced(now.AddDays(RuleDays + 90), now.AddDays(100)));

        Assert.Contains("a grace lasts 366 days at most", refused["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("described", refused["detail"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Requests_to_declassify_of_a_domain_are_bounded_and_fill_nothing_that_is_served()
    {
        var mesh = await fixture.SharedMeshAsync();
        var product = fixture.NewProduct();
        fixture.Untag(product);
        var form = new DeclassificationForm(product, ProductVersion.Parse("1.1.0"), "A city finds no person", ["email"]);

        for (var i = 0; i < MostWaiting; i++)
        {
            await mesh.SendAsync("orders-owner", HttpMethod.Post, "/policy/declassifications", form, HttpStatusCode.Created);
        }

        var refused = await mesh.SendAsync("orders-owner", HttpMethod.Post, "/policy/declassifications", form, HttpStatusCode.Conflict);

        Assert.Contains("wait for the security seat", refused["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.DoesNotContain("1.1.0", (await mesh.ServedAsync()).Text, StringComparison.Ordinal);
    }

    private const int MostWaiting = 50;
    private const int RuleDays = 366;

    private static string Graced(DateTimeOffset grace, DateTimeOffset? from = null) => string.Create(
        CultureInfo.InvariantCulture,
        $"reason: r\nadd:\n  - {{ id: described, description: d, check: documented, severity: error{(from is { } begin ? $", from: {begin:yyyy-MM-dd}" : "")}, grace: {grace:yyyy-MM-dd} }}\n");

    private static string Text(string rules, int length)
    {
        var text = new StringBuilder(rules.Replace("version: 1.0.0", "version: 1.1.0", StringComparison.Ordinal).Replace("\nversion:", "\n# A long one.\nversion:", StringComparison.Ordinal));
        while (text.Length < length)
        {
            text.Insert(0, $"# {new string('x', Math.Min(1_000, Math.Max(1, length - text.Length - 3)))}\n");
        }

        return text.ToString();
    }

    private static string Rules(DataProductId product, int length)
    {
        var rule = $"- {{ id: closed, description: \"?\", effect: deny, actions: [read], when: {{ products: [{product}] }} }}";
        return rule.Replace("?", new string('x', Math.Max(1, length - ServedPolicy.LengthOfTightening(rule))), StringComparison.Ordinal);
    }

    private static Task<JsonObject> TightenAsync(ProposalMesh mesh, string persona, DataProductId product, string rules, HttpStatusCode status) =>
        mesh.SendAsync(persona, HttpMethod.Post, "/policy/tightenings", new PolicyTighteningForm(rules, "A leak", product, DefaultTighteningHours), status);
}
