using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Policies;
using MeshStarter.Governance.Tests.Audit;
using Npgsql;

namespace MeshStarter.Governance.Tests.Replicas;

/// <summary>Two processes of governance on one database are one governance to their callers.</summary>
public sealed class ReplicaTests(GovernancePair pair) : IClassFixture<GovernancePair>
{
    private const string Closed = "- { id: closed, description: d, effect: deny, actions: [read], when: { roles: [analyst] } }";

    // Shorter than the longest wait of a long poll: an answer that nothing woke comes too late.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    [SkippableFact]
    public async Task Waits_for_rules_and_grants_at_one_are_ended_by_changes_at_the_other()
    {
        pair.Require();
        var service = await pair.First.ServiceTokenAsync("query", RunningGovernance.QuerySecret);
        var (security, owner, analyst) = (await pair.First.PersonaTokenAsync("security"), await pair.First.PersonaTokenAsync("orders-owner"), await pair.First.PersonaTokenAsync("analyst"));
        var product = pair.NewProduct();
        foreach (var (waiting, changing) in new[] { (pair.First, pair.Second), (pair.Second, pair.First) })
        {
            var known = await BundleAsync(waiting, service);
            Assert.Equal(known, await BundleAsync(changing, service));
            var rules = BundleAsync(waiting, service, known.Tag);
            var changes = await pair.SendAsync(service, HttpMethod.Get, "/access/changes", to: waiting);
            var grants = pair.SendAsync(service, HttpMethod.Get, $"/access/changes?wait=60000&feed={changes["feed"]}&after={changes["revision"]}", to: waiting);

            await pair.SendAsync(security, HttpMethod.Post, "/policy/tightenings", new PolicyTighteningForm(Closed.Replace("closed", $"closed-{changing.Address.Port}", StringComparison.Ordinal), "A leak"), HttpStatusCode.Created, changing);
            var request = (await pair.SendAsync(analyst, HttpMethod.Post, "/access/requests", new AccessRequestForm([product], "p", ["order_id"]), HttpStatusCode.Created, changing))["items"]![0]!["id"]!;
            var approved = await pair.SendAsync(owner, HttpMethod.Post, $"/access/requests/{request}/approve", new AccessDecisionForm("r"), to: changing);

            var changed = await rules.WaitAsync(Patience);
            Assert.NotEqual(known, changed);
            Assert.Equal(changed, await BundleAsync(changing, service));
            var given = await grants.WaitAsync(Patience);
            var grant = Guid.Parse(approved["grant"]!.GetValue<string>());
            Assert.Equal((grant, false), Change(given));

            var revoked = pair.SendAsync(service, HttpMethod.Get, $"/access/changes?wait=60000&feed={given["feed"]}&after={given["revision"]}", to: waiting);
            // A later request has its answer, and this one waits.
            await pair.SendAsync(service, HttpMethod.Get, "/access/changes", to: waiting);
            Assert.False(revoked.IsCompleted);
            await pair.SendAsync(owner, HttpMethod.Post, $"/access/grants/{grant}/revoke", new AccessDecisionForm("r"), to: changing);
            Assert.Equal((grant, true), Change(await revoked.WaitAsync(Patience)));
        }

        static (Guid Id, bool IsEnded) Change(JsonObject changes)
        {
            var change = Assert.Single(changes.Deserialize<GrantChanges>(MeshJson.Options)!.Items);
            return (change.Id, change.IsEnded);
        }
    }

    [SkippableFact]
    public async Task Votes_and_reads_at_either_are_those_of_one_governance()
    {
        pair.Require();
        var analyst = await pair.First.PersonaTokenAsync("analyst");
        using var yaml = new StringContent("reason: For a test\nadd:\n  " + Closed + "\n", Encoding.UTF8, "application/yaml");
        var proposal = await pair.SendAsync(analyst, HttpMethod.Post, "/proposals", yaml, HttpStatusCode.Created);
        var vote = new PolicyVoteForm(true, proposal["sha256"]!.GetValue<string>(), proposal["base"]!.GetValue<long>(), "Because of a test", null);
        var voted = await Task.WhenAll(new[] { pair.First, pair.Second, pair.First, pair.Second }.Select(async process =>
        {
            using var response = await process.SendAsync(HttpMethod.Post, $"/proposals/{proposal["id"]}/votes", await pair.First.PersonaTokenAsync("security"), JsonContent.Create(vote, options: MeshJson.Options));
            return response.StatusCode;
        }));

        Assert.Equal(1, voted.Count(status => status == HttpStatusCode.OK));
        foreach (var path in new[] { "/proposals", $"/proposals/{proposal["id"]}", "/policy", "/policy/versions", "/policy/tightenings", "/access/requests", "/access/grants" })
        {
            Assert.Equal(
                (await pair.SendAsync(analyst, HttpMethod.Get, path, to: pair.First)).ToJsonString(),
                (await pair.SendAsync(analyst, HttpMethod.Get, path, to: pair.Second)).ToJsonString());
        }
    }

    [SkippableFact]
    public async Task Tightening_that_ends_by_its_time_is_ended_once()
    {
        pair.Require();
        var security = await pair.First.PersonaTokenAsync("security");
        await using var database = NpgsqlDataSource.Create(pair.Database);
        var ids = new List<string>();
        for (var round = 0; round < 5; round++)
        {
            var tightening = await pair.SendAsync(security, HttpMethod.Post, "/policy/tightenings", new PolicyTighteningForm(Closed.Replace("closed", $"short-{round}", StringComparison.Ordinal), "A leak"), HttpStatusCode.Created);
            ids.Add(tightening["id"]!.GetValue<string>());
            await using var connection = await database.OpenConnectionAsync();
            await connection.ExecuteAsync("UPDATE policy_tightenings SET until = begins_at WHERE id = @id::uuid; NOTIFY mesh_access_changed", new { id = ids[^1] });
            await Eventually.HoldsAsync(
                () => connection.ExecuteScalarAsync<bool>("SELECT ended_at IS NOT NULL FROM policy_tightenings WHERE id = @id::uuid", new { id = ids[^1] }), $"the end of tightening {round}", Patience);
        }

        // Both have served what came after the last end, and so were past it.
        var service = await pair.First.ServiceTokenAsync("query", RunningGovernance.QuerySecret);
        await Eventually.HoldsAsync(
            async () => await BundleAsync(pair.First, service) is var first && first == await BundleAsync(pair.Second, service) && !first.Text.Contains("short-", StringComparison.Ordinal),
            "both serve rules without the tightenings",
            Patience);

        await using var records = await database.OpenConnectionAsync();
        foreach (var id in ids)
        {
            Assert.Equal(1, await records.ExecuteScalarAsync<int>("SELECT count(*) FROM audit_records WHERE reason LIKE 'The tightening ' || @id || ' % has ended by its time.'", new { id }));
        }
    }

    [SkippableFact]
    public async Task Records_that_come_to_both_are_in_the_trail_once()
    {
        pair.Require();
        var token = await pair.First.ServiceTokenAsync("orders", RunningGovernance.OrdersSecret);
        using var signer = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var (first, previous) = (1L, (string?)null);
        for (var batch = 0; batch < 5; batch++)
        {
            var records = Enumerable.Range(0, 20).Select(_ => TestRecord.Of("orders", "analyst")).ToList();
            var (body, hash) = ChainedBatch.Of(signer, records, first, previous);
            // As a service that got no answer from one sends the batch to the other.
            await Task.WhenAll(new[] { pair.First, pair.Second, pair.First }.Select(async process =>
            {
                using var content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
                using var response = await process.SendAsync(HttpMethod.Post, "/audit", token, content);
                Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
            }));
            (first, previous) = (first + records.Count, hash);
        }

        await using var connection = new NpgsqlConnection(pair.Database);
        Assert.Equal(100, await connection.ExecuteScalarAsync<int>("SELECT count(*) FROM audit_records WHERE service = 'orders'"));
    }

    [SkippableFact]
    public void Two_that_start_at_once_on_an_empty_database_make_it_and_its_first_rules_once()
    {
        pair.Require();

        Assert.Equal(1, pair.Made.Migrations);
        Assert.Equal([1L], pair.Made.Versions);
        Assert.Equal(1, pair.Made.Changes);
    }

    private static async Task<(string Tag, string Text)> BundleAsync(RunningGovernance governance, string token, string? known = null)
    {
        using var response = await governance.SendAsync(HttpMethod.Get, known is null ? "/policies/bundle" : "/policies/bundle?wait=60000", token, headers: known is null ? [] : [("If-None-Match", known)]);
        return (response.Headers.ETag!.ToString(), await response.Content.ReadAsStringAsync());
    }
}
