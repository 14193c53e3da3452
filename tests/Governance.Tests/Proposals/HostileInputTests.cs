using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Policies;
using MeshStarter.Platform.Audit.Records;

namespace MeshStarter.Governance.Tests.Proposals;

/// <summary>Votes at the same moment, and texts that are made to do harm.</summary>
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
        var tightenings = await TighteningsAsync();
        var (id, large) = (Guid.Parse(proposal["id"]!.GetValue<string>()), new string('a', 10 * 1024 * 1024));

        var bomb = await mesh.ProposeAsync($"reason: r\nadd:\n{Bomb}", status: HttpStatusCode.UnprocessableEntity, edit: id);
        await mesh.ProposeAsync($"reason: r\ntext: {large}", status: HttpStatusCode.RequestEntityTooLarge, edit: id);
        var tightened = await mesh.SendAsync("security", HttpMethod.Post, "/policy/tightenings", new PolicyTighteningForm(Bomb, "A leak"), HttpStatusCode.UnprocessableEntity);
        var refused = await TightenAsync(mesh, large.Length);

        Assert.StartsWith("HTTP/1.1 413 ", refused, StringComparison.Ordinal);
        Assert.All([bomb, tightened], problem => Assert.Contains("alias", problem["detail"]!.GetValue<string>(), StringComparison.Ordinal));
        Assert.Equal(proposal["sha256"]!.GetValue<string>(), (await mesh.GetAsync($"/proposals/{id}"))["sha256"]!.GetValue<string>());
        Assert.Equal(tightenings, await TighteningsAsync());
        Assert.Equal(1, (await mesh.ServedAsync()).Number);

        async Task<string> TighteningsAsync() => (await mesh.GetAsync("/policy/tightenings", "security"))["items"]!.ToJsonString();
    }

    [SkippableTheory]
    [InlineData("2026 Änderung")]
    [InlineData("\"1.1.0\\nX: y\"")]
    [InlineData(null)]
    public async Task Version_that_no_header_holds_is_refused_and_the_bundle_is_served(string? version)
    {
        var mesh = await fixture.SharedMeshAsync();
        var rules = (await File.ReadAllTextAsync(mesh.Rules)).Replace("version: 1.0.0", $"version: {version ?? new string('1', 70_000)}", StringComparison.Ordinal);

        var problem = await mesh.ProposeAsync(rules, reason: "r", status: HttpStatusCode.UnprocessableEntity);

        Assert.Contains("version.form", problem["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(1, (await mesh.ServedAsync()).Number);
    }

    [SkippableTheory]
    [InlineData("roles")]
    [InlineData("subjects")]
    public async Task Rule_with_a_text_that_no_database_holds_is_the_proposals_fault(string term)
    {
        var mesh = await fixture.SharedMeshAsync();

        var problem = await mesh.ProposeAsync(
            $"reason: r\nadd:\n  - {{ id: probe, description: d, effect: deny, actions: [read], when: {{ {term}: [\"a\\0b\"] }} }}\n", status: HttpStatusCode.UnprocessableEntity);

        Assert.Contains("U+0000", problem["detail"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Proposal_that_is_not_in_UTF_8_is_refused()
    {
        var mesh = await fixture.SharedMeshAsync();
        using var content = new ByteArrayContent(Encoding.Latin1.GetBytes("reason: r\nset: { description: Zürich }\n"));

        var problem = await mesh.Governance.Client.JsonAsync(HttpMethod.Post, "/proposals", await mesh.Governance.PersonaTokenAsync("analyst"), content, HttpStatusCode.BadRequest);

        Assert.Contains("not UTF-8", problem["detail"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    private static PolicyVoteForm Form(JsonObject proposal, bool isFor) => new(isFor, proposal["sha256"]!.GetValue<string>(), proposal["base"]!.GetValue<long>(), "Because of a test", null);

    // Only the head: a server that does not read a body may close the connection before the client has read the answer.
    private static async Task<string?> TightenAsync(ProposalMesh mesh, int contentLength)
    {
        var address = mesh.Governance.Address;
        var head = $"POST /policy/tightenings HTTP/1.1\r\nHost: {address.Authority}\r\nAuthorization: Bearer {await mesh.Governance.PersonaTokenAsync("security")}\r\nContent-Type: application/json\r\nContent-Length: {contentLength}\r\n\r\n";
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head));
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return await reader.ReadLineAsync();
    }

    private static async Task<HttpStatusCode> VoteAsync(ProposalMesh mesh, string persona, JsonObject proposal, bool isFor)
    {
        using var response = await mesh.Governance.SendAsync(
            HttpMethod.Post, $"/proposals/{proposal["id"]}/votes", await mesh.Governance.PersonaTokenAsync(persona), JsonContent.Create(Form(proposal, isFor), options: MeshJson.Options));
        return response.StatusCode;
    }
}
