using System.Text.Json;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Workers.Pipes;
using MeshStarter.Policy.Decisions;
using MeshStarter.QueryProxy.Planning;
using MeshStarter.QueryProxy.Tests.Proxy;
using Microsoft.Extensions.DependencyInjection;

namespace MeshStarter.QueryProxy.Tests.Dialect;

/// <summary>A proxy in the tests' process with the shop's tables.</summary>
public sealed class DialectFixture() : MeshStandIns("dialect")
{
    private ProxyHost _proxy = null!;

    /// <inheritdoc/>
    protected override async Task BeginAsync()
    {
        Services.Register((await Products.ShopSalesAsync()).Product);
        Services.Register((await Products.ShopCustomersAsync()).Product);
        Services.Register((await Products.HiddenVaultAsync()).Product);
        _proxy = Own(await StartAsync(("Mesh__Query__MemoryMiB", "512")));
    }

    internal TrinoSession Session(string timeZone = "UTC")
    {
        var session = new TrinoSession(_proxy.Http, Authority.Token("analyst", "query", "analytics", ["analyst"], ["analytics"]));
        session.Headers["X-Trino-Catalog"] = "mesh";
        session.Headers["X-Trino-Schema"] = "shop";
        session.Headers["X-Trino-Time-Zone"] = timeZone;
        return session;
    }

    /// <summary>Finds something out about each of many things, two at a time: as many queries of one reader run at once.</summary>
    internal static async Task<IReadOnlyList<TResult>> EachAsync<T, TResult>(IReadOnlyList<T> all, Func<T, Task<TResult>> find)
    {
        var found = new TResult[all.Count];
        await Parallel.ForAsync(0, all.Count, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (at, _) => found[at] = await find(all[at]));
        return found;
    }

    /// <summary>
    /// All that a worker gets of a statement, as text; null where it gets nothing. What a worker answers follows from that alone: the zone of a session acts on it, and nowhere
    /// else.
    /// </summary>
    internal async Task<string?> RequestAsync(string sql, string timeZone)
    {
        var principal = new Principal("analyst", "analytics", ["analyst"], ["analytics"]);
        var session = new QuerySession { Catalog = "mesh", Schema = "shop", TimeZone = timeZone };
        try
        {
            var plan = await _proxy.Services.GetRequiredService<QueryPlanner>().PlanAsync(new QueryRequest("planned", sql, principal, session, RowFormat.Trino), CancellationToken.None);
            return plan is QueryPlan.Run run ? JsonSerializer.Serialize(run.Request, WorkerJson.Default.ExecuteRequest) : null;
        }
        catch (QueryFailedException)
        {
            return null;
        }
    }

    /// <summary>The rows of a statement that succeeds.</summary>
    internal async Task<string> RowsAsync(string sql, string timeZone = "UTC")
    {
        var answer = await Session(timeZone).RunAsync(sql);
        Assert.True(answer.Error is null, $"{sql}: {answer.Message}");
        return answer.Data;
    }
}
