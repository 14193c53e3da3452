using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Policies;
using MeshStarter.Governance.Tests.Access;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.TestKit;

namespace MeshStarter.Governance.Tests.Proposals;

/// <summary>Votes at the same moment, votes of services, and texts that are made to do harm.</summary>
[Collection(ProposalTestsDefinition.Name)]
public sealed class HostileInputTests(ProposalFixture fixture)
{
    private const string Bomb = "- &a { id: x, description: d, effect: deny, actions: [read], when: everyone }\n- &b [*a, *a]\n- &c [*b, *b]\n";

    [SkippableFact]
    public async Task Simultaneous_votes_of_a_seat_are_one_and_all_are_on_record()
    {
        var mesh = await fixture.SharedMeshAsync();
        var proposal = await mesh.ProposeAsync("reason: fewer rules\nremove: [examples-are-given]\n");

        var before = (await mesh.AuditAsync(AuditActions.PolicyVote)).Count;
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => VoteAsync(mesh, "security", proposal, isFor: number % 2 == 0)));

        Assert.Equal(1, answers.Count(status => status == HttpStatusCode.OK));
        Assert.Equal(7, answers.Count(status => status == HttpStatusCode.Conflict));
        Assert.Single((await mesh.GetAsync($"/proposals/{proposal["id"]}"))["votes"]!.AsArray());
        Assert.Equal(8, (await mesh.AuditAsync(AuditActions.PolicyVote)).Count - before);
    }

    [SkippableFact]
    public async Task Of_two_proposals_from_one_base_that_pass_at_the_same_moment_one_takes_effect()
    {
        await using var mesh = await ProposalMesh.StartAsync(fixture);
        fixture.NewProduct();
        var proposals = new[] { await mesh.ProposeAsync("reason: fewer rules\nremove: [examples-are-given]\n"), await mesh.ProposeAsync("reason: fewer rules\nremove: [things-are-described]\n") };
        foreach (var proposal in proposals)
        {
            await mesh.VoteAsync("orders-representative", proposal);
        }

        var answers = await Task.WhenAll(proposals.Select(proposal => VoteAsync(mesh, "platform-admin", proposal, isFor: true)));

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Conflict], answers.Order());
        var states = await Task.WhenAll(proposals.Select(async proposal => (await mesh.GetAsync($"/proposals/{proposal["id"]}"))["state"]!.GetValue<string>()));
        Assert.Equal(["in_force", "overtaken"], states.Order(StringComparer.Ordinal));
        var (number, text) = await mesh.ServedAsync();
        Assert.Equal(2, number);
        Assert.NotEqual(text.Contains("examples-are-given", StringComparison.Ordinal), text.Contains("things-are-described", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Vote_of_a_service_is_refused_and_on_record()
    {
        var mesh = await fixture.SharedMeshAsync();
        var proposal = await mesh.ProposeAsync("reason: fewer rules\nremove: [examples-are-given]\n");

        await CatalogFixture.SendAsync(
            mesh.Governance, "orders", HttpMethod.Post, $"/proposals/{proposal["id"]}/votes", Form(proposal, isFor: true), HttpStatusCode.Forbidden, secret: RunningGovernance.OrdersSecret);

        Assert.Empty((await mesh.GetAsync($"/proposals/{proposal["id"]}"))["votes"]!.AsArray());
        Assert.False(Assert.Single(await mesh.AuditAsync(AuditActions.PolicyVote), record => record.Subject == "orders").Permit);
    }

    [SkippableFact]
    public async Task Dry_runs_of_one_person_take_one_place_of_those_that_wait()
    {
        var mesh = await fixture.SharedMeshAsync();
        var hold = new TaskCompletionSource();
        var before = fixture.Catalog.Held;
        fixture.Catalog.Hold = hold.Task;
        try
        {
            var first = mesh.ProposeAsync("reason: fewer rules\nremove: [examples-are-given]\n");
            await Eventually.HoldsAsync(() => fixture.Catalog.Held > before);

            var second = await mesh.ProposeAsync("reason: fewer rules\nremove: [things-are-described]\n", status: HttpStatusCode.TooManyRequests);
            var other = mesh.ProposeAsync("reason: fewer rules\nremove: [things-are-described]\n", "orders-owner");
            hold.SetResult();
            await Task.WhenAll(first, other);

            Assert.Equal("urn:mesh:problem:too-many-requests", second["type"]!.GetValue<string>());
            await mesh.ProposeAsync("reason: fewer rules\nremove: [things-are-described]\n");
        }
        finally
        {
            hold.TrySetResult();
            fixture.Catalog.Hold = null;
        }
    }

    [SkippableFact]
    public async Task Edit_and_tightening_that_are_too_long_or_a_bomb_of_aliases_change_nothing()
    {
        var mesh = await fixture.SharedMeshAsync();
        var proposal = await mesh.ProposeAsync("reason: fewer rules\nremove: [examples-are-given]\n");
        var (id, large) = (Guid.Parse(proposal["id"]!.GetValue<string>()), new string('a', 10 * 1024 * 1024));

        var bomb = await mesh.ProposeAsync($"reason: r\nadd:\n{Bomb}", status: HttpStatusCode.UnprocessableEntity, edit: id);
        await mesh.ProposeAsync($"reason: r\ntext: {large}", status: HttpStatusCode.RequestEntityTooLarge, edit: id);
        var tightened = await TightenAsync(mesh, Bomb, HttpStatusCode.UnprocessableEntity);
        try
        {
            await TightenAsync(mesh, $"# {large}", HttpStatusCode.RequestEntityTooLarge);
        }
        catch (HttpRequestException)
        {
            // The server may close the connection of a body that it does not read before the answer is read.
        }

        Assert.All([bomb, tightened], problem => Assert.Contains("alias", problem["detail"]!.GetValue<string>(), StringComparison.Ordinal));
        Assert.Equal(proposal["sha256"]!.GetValue<string>(), (await mesh.GetAsync($"/proposals/{id}"))["sha256"]!.GetValue<string>());
        Assert.Empty((await mesh.GetAsync("/policy/tightenings", "security"))["items"]!.AsArray());
        Assert.Equal(1, (await mesh.ServedAsync()).Number);
    }

    private static PolicyVoteForm Form(JsonObject proposal, bool isFor) => new(isFor, proposal["sha256"]!.GetValue<string>(), proposal["base"]!.GetValue<long>(), "Because of a test", null);

    private static async Task<JsonObject> TightenAsync(ProposalMesh mesh, string rules, HttpStatusCode status)
    {
        using var content = new StringContent(JsonSerializer.Serialize(new PolicyTighteningForm(rules, "A leak"), MeshJson.Options), Encoding.UTF8, "application/json");
        using var response = await mesh.Governance.SendAsync(HttpMethod.Post, "/policy/tightenings", await mesh.Governance.PersonaTokenAsync("security"), content);
        Assert.Equal(status, response.StatusCode);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();
    }

    private static async Task<HttpStatusCode> VoteAsync(ProposalMesh mesh, string persona, JsonObject proposal, bool isFor)
    {
        using var response = await mesh.Governance.SendAsync(
            HttpMethod.Post, $"/proposals/{proposal["id"]}/votes", await mesh.Governance.PersonaTokenAsync(persona), JsonContent.Create(Form(proposal, isFor), options: MeshJson.Options));
        return response.StatusCode;
    }
}
