using System.Text.Json.Nodes;
using MeshStarter.QueryProxy.Tests.Clients;

namespace MeshStarter.QueryProxy.Tests.Proxy;

/// <summary>A proxy that a platform stops: it says so to its clients while it still answers, and it ends in the time that a platform gives.</summary>
[Collection(ClientCollection.Name)]
public sealed class StoppedTests(ClientFixture mesh)
{
    private const string Endless = "SELECT sum(a.range * b.range) FROM range(10000000) a CROSS JOIN range(1000000) b";
    private const string Long = "SELECT a.range, lpad('', 1000, 'x') AS filling FROM range(1000000) a";

    // Platforms give ten seconds. All that the proxy may wait for takes longer, the time that hosts have by default, too.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(25);

    [SkippableFact]
    public async Task Clients_read_that_the_proxy_stops_and_one_that_does_not_read_on_holds_it_up_no_longer_than_a_platform_waits()
    {
        Skip.If(OperatingSystem.IsWindows(), "ends the process by kill");
        var settings = mesh.Settings();
        settings["Mesh__Query__Workers"] = "4";
        // All of them are under way when it stops, however long the others take to begin.
        settings["Mesh__Query__HoldLimit"] = "00:05:00";
        settings["Mesh__Query__StallLimit"] = "00:05:00";
        settings["Mesh__Query__TimeLimit"] = "00:05:00";
        await using var proxy = await QueryFixture.ProcessAsync(settings);
        var endless = await BeginAsync(proxy, Endless, subject: "computes");
        var partly = await BeginAsync(proxy, Long, subject: "pages");
        using var read = await mesh.AskAsync(Long, Token("reads"), proxy: proxy.Address);
        using var lines = new StreamReader(await read.Content.ReadAsStreamAsync());
        await lines.ReadLineAsync();
        using var unread = await mesh.AskAsync(Long, Token("reads-no-more"), proxy: proxy.Address);

        var end = proxy.StopAsync().WaitAsync(Patience);

        var answers = Task.WhenAll(endless.Session.ToEndAsync(endless.Page), partly.Session.ToEndAsync(partly.Page));
        Assert.Equal("SERVER_SHUTTING_DOWN", JsonNode.Parse(await LastLineAsync(lines))!["error"]!["name"]!.GetValue<string>());
        Assert.All(await answers, page => Assert.Equal(
            ("SERVER_SHUTTING_DOWN", 65545, "The query was stopped, because the query service is stopping. Send the query again in a moment."),
            (page["error"]!["errorName"]!.GetValue<string>(), page["error"]!["errorCode"]!.GetValue<int>(), page["error"]!["message"]!.GetValue<string>())));
        await end;
    }

    // Of one subject, the queries would wait for each other.
    private string Token(string subject) => mesh.Authority.Token(subject, "query", "analytics", ["analyst"], ["analytics"]);

    private async Task<(TrinoSession Session, JsonObject Page)> BeginAsync(ServiceProcess proxy, string sql, string subject)
    {
        var session = new TrinoSession(proxy.Address, Token(subject));
        return (session, await session.UntilItRunsAsync(await session.ReadAsync(await session.BeginAsync(sql))));
    }

    private static async Task<string> LastLineAsync(StreamReader lines)
    {
        var last = "";
        await Assert.ThrowsAsync<HttpIOException>(async () =>
        {
            while (await lines.ReadLineAsync() is { } line)
            {
                last = line;
            }
        });

        return last;
    }
}
