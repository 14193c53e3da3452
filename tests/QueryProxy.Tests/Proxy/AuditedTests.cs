using System.Net;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Types;
using MeshStarter.QueryProxy.Tests.Clients;

namespace MeshStarter.QueryProxy.Tests.Proxy;

/// <summary>No answer leaves without its record on disk, and no record is lost, also where the proxy is killed.</summary>
[Collection(ClientCollection.Name)]
public sealed class AuditedTests(ClientFixture mesh) : FolderTests
{
    private const string Sql = "SELECT count(*) FROM orders.orders";

    [Fact]
    public async Task Text_that_is_refused_before_any_decision_is_in_the_trail()
    {
        var session = mesh.Session(mesh.Analyst);
        await session.RunAsync("SELECT json_value('{}', 'lax $.a' DEFAULT 0)");
        await mesh.RecordAsync(session.Id);

        var record = Assert.Single(mesh.Services.Audit, record => record.CorrelationId == session.Id);
        Assert.Equal((false, "The query was refused: SYNTAX_ERROR."), (record.Permit, record.Reason));
    }

    [Fact]
    public async Task Query_at_which_the_service_fails_is_in_the_trail()
    {
        await using var services = await StandInServices.StartAsync(mesh.Products.Catalog);
        services.Bundle = mesh.Services.Bundle;
        services.Register(TestProductDetails.Of("orders.damaged", [new ColumnDefinition { Name = "", Type = PrimitiveType.Text }]));
        var settings = Settings(services, Path.Combine(Folder.Path, "audit"));
        settings["services__catalog__http__0"] = services.Address;
        await using var proxy = await ProxyHost.StartAsync(settings);
        var session = new TrinoSession(proxy.Http, mesh.Analyst);

        Assert.Equal("GENERIC_INTERNAL_ERROR", (await session.RunAsync("SELECT * FROM orders.damaged")).ErrorName);

        var id = session.Id;
        await Eventually.HoldsAsync(() => services.Audit.Any(record => record is { Permit: false, Reason: "The service failed at the query: GENERIC_INTERNAL_ERROR." } && record.CorrelationId == id));
    }

    [Fact]
    public async Task Proxy_that_is_killed_while_governance_is_away_has_each_answer_in_the_trail_once_and_leaves_no_worker()
    {
        await using var governance = await StandInServices.StartAsync();
        governance.Bundle = mesh.Services.Bundle;
        governance.AuditIsUp = false;
        var answered = new List<string>();
        await using (var proxy = await QueryFixture.ProcessAsync(Settings(governance, Path.Combine(Folder.Path, "audit"))))
        {
            // A worker computes for another reader when the proxy ends, and the last queries are under way.
            var computes = new TrinoSession(proxy.Address, mesh.Auditor);
            await computes.UntilItRunsAsync(await computes.ReadAsync(await computes.BeginAsync("SELECT count(*) FROM range(100000000000) a WHERE sin(a.range) > 2")));
            var queries = Enumerable.Range(0, 12).Select(_ => AnswerAsync(proxy.Address)).ToList();
            var first = await Task.WhenAny(queries);
            answered.Add((await first)!);
            // Children are found through /proc.
            var workers = OperatingSystem.IsLinux() ? ProcessTable.ChildrenOf(proxy.Id) : [];
            Assert.Equal(OperatingSystem.IsLinux(), workers.Count > 0);
            await proxy.KillAsync();
            await Eventually.HoldsAsync(() => !workers.Any(ProcessTable.Exists), "the workers ended with their proxy");
            foreach (var query in queries.Where(query => query != first))
            {
                if (await query is { } id)
                {
                    answered.Add(id);
                }
            }
        }

        governance.AuditIsUp = true;
        await using (await ProxyHost.StartAsync(Settings(governance, Path.Combine(Folder.Path, "audit"))))
        {
            await Eventually.HoldsAsync(() => answered.TrueForAll(id => governance.Audit.Any(record => record.CorrelationId == id)));
        }

        Assert.All(answered, id => Assert.Single(governance.Audit, record => record.CorrelationId == id && record.Action == "read"));
        Assert.Equal(governance.Audit.Count, governance.Audit.Select(record => record.Id).Distinct().Count());
    }

    [SkippableFact]
    public async Task Full_disk_under_the_audit_answers_no_query_until_there_is_room()
    {
        using var disk = SmallDisk.Mount(kibibytes: 256);
        await using var governance = await StandInServices.StartAsync();
        governance.Bundle = mesh.Services.Bundle;
        governance.AuditIsUp = false;
        await using var proxy = await ProxyHost.StartAsync(Settings(governance, Path.Combine(disk.Folder, "audit")));
        Assert.NotNull(await AnswerAsync(proxy.Http));

        disk.Fill();
        using (var refused = await UntilAsync(Sql, status => status != HttpStatusCode.OK))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.NotNull(refused.Headers.RetryAfter);
            Assert.Equal("urn:mesh:problem:audit-unavailable", JsonNode.Parse(await refused.Content.ReadAsStringAsync())!["type"]!.GetValue<string>());
        }

        // A refusal is a decision too; what is left of the last page may take a few of those.
        using (var denied = await UntilAsync("SELECT * FROM payments.ledger", status => status != HttpStatusCode.Forbidden))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, denied.StatusCode);
        }

        var session = new TrinoSession(proxy.Http, mesh.Analyst);
        Assert.Equal("MESH_AUDIT_UNAVAILABLE", (await session.RunAsync(Sql)).ErrorName);
        var described = await session.ReadAsync(await session.SendAsync(HttpMethod.Get, new Uri(proxy.Http, $"/v1/query/{session.Id}")));
        Assert.Equal("[]", described["inputs"]!.ToJsonString());
        disk.Empty();
        Assert.NotNull(await AnswerAsync(proxy.Http));
        Assert.Equal("[[1000]]", (await new TrinoSession(proxy.Http, mesh.Analyst).RunAsync(Sql)).Data);

        Task<HttpResponseMessage> UntilAsync(string sql, Predicate<HttpStatusCode> holds) => Eventually.GetAsync(async () =>
        {
            var answer = await mesh.AskAsync(sql, proxy: proxy.Http);
            if (holds(answer.StatusCode))
            {
                return answer;
            }

            answer.Dispose();
            return null;
        });
    }

    private Dictionary<string, string> Settings(StandInServices governance, string folder)
    {
        var settings = mesh.Settings();
        settings["services__governance__http__0"] = governance.Address;
        settings["Mesh__Audit__Folder"] = folder;
        return settings;
    }

    /// <summary>The id of a query that was answered whole; null for one that was not.</summary>
    private async Task<string?> AnswerAsync(Uri proxy)
    {
        try
        {
            using var answer = await mesh.AskAsync(Sql, proxy: proxy);
            return answer.IsSuccessStatusCode && (await answer.Content.ReadAsStringAsync()).EndsWith("}\n", StringComparison.Ordinal) ? answer.Headers.GetValues("X-Mesh-Query-Id").Single() : null;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
