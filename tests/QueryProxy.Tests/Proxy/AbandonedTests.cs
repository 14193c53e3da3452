using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace MeshStarter.QueryProxy.Tests.Proxy;

/// <summary>Proxies with little patience. These tests wait for the clock: alongside the tests that share one proxy, and not between them.</summary>
[Collection(RulesCollection.Name)]
public sealed class AbandonedTests(RuleKindTests.RulesFixture mesh)
{
    [Fact]
    public async Task Reader_that_goes_silent_loses_its_worker_then_its_rows_and_then_its_query_with_its_segments()
    {
        await using var proxy = await mesh.StartAsync(("Mesh__Query__Workers", "1"), ("Mesh__Query__StallLimit", "00:00:05"), ("Mesh__Query__ClientTimeout", "00:00:25"));
        var segments = SegmentSession.Of(proxy.Http, mesh.Auditor);
        await segments.BeginAsync("SELECT range AS n, lpad('', 200, 'y') AS t FROM range(20000)");
        await segments.ToEndAsync();
        await SegmentSession.RowsAsync(segments.Spooled[0]);
        var silent = new TrinoSession(proxy.Http, mesh.Analyst);
        var page = await silent.ReadAsync(await silent.BeginAsync("SELECT range AS x, lpad('', 1000, 'y') FROM range(100000)"));
        var info = new Uri(page["infoUri"]!.GetValue<string>());
        await silent.UntilRowsAsync(page);

        // Waits in the queue until the silent reader's worker is free.
        Assert.Equal("[[1]]", (await new TrinoSession(proxy.Http, mesh.Analyst).RunAsync("SELECT 1")).Data);

        var reported = await Eventually.GetAsync(async () => await silent.ReadAsync(await silent.SendAsync(HttpMethod.Get, info)) is var answer && answer["state"]!.GetValue<string>() == "FAILED" ? answer : null);

        Assert.Equal("ABANDONED_QUERY", reported["errorCode"]!["name"]!.GetValue<string>());
        await UntilGoneAsync(silent, info);
        await UntilGoneAsync(segments.Trino, new Uri(proxy.Http, $"/v1/query/{segments.Id}"));
        using var gone = await SegmentSession.FetchAsync(segments.Spooled[0]);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Contains("There is no such segment", await gone.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Direct_reader_that_is_too_slow_gets_the_reason_in_its_last_line()
    {
        await using var proxy = await mesh.StartAsync(("Mesh__Query__HoldLimit", "00:00:00"), ("Mesh__Query__StallLimit", "00:00:05"), ("Mesh__Query__LeastReadKiB", "102400"));
        using var answer = await mesh.AskAsync("SELECT range AS x, lpad('', 1000, 'y') AS y FROM range(60000)", proxy: proxy.Http);
        await using var rows = await answer.Content.ReadAsStreamAsync();
        var (block, last) = (new byte[64 * 1024], "");

        // 3.2 MiB a second, or less.
        await Assert.ThrowsAsync<HttpIOException>(async () =>
        {
            for (int read; (read = await rows.ReadAsync(block)) > 0;)
            {
                last = (last + Encoding.UTF8.GetString(block, 0, read))[^Math.Min(last.Length + read, 1000)..];
                await Task.Delay(TimeSpan.FromMilliseconds(20));
            }
        });

        Assert.Equal("ABANDONED_QUERY", JsonNode.Parse(last.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1])!["error"]!["name"]!.GetValue<string>());
    }

    // Requests about a query here do not keep it.
    private static Task UntilGoneAsync(TrinoSession session, Uri query) => Eventually.HoldsAsync(async () =>
    {
        using var answer = await session.SendAsync(HttpMethod.Get, query);
        return answer.StatusCode == HttpStatusCode.NotFound;
    });
}
