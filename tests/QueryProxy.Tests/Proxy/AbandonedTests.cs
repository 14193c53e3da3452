using System.Net;
using System.Text.Json.Nodes;

namespace MeshStarter.QueryProxy.Tests.Proxy;

/// <summary>A proxy with one worker and little patience.</summary>
[Collection(ProxyCollection.Name)]
public sealed class AbandonedTests(ProxyFixture mesh)
{
    [Fact]
    public async Task Reader_that_goes_silent_loses_its_worker_then_its_rows_and_then_its_query()
    {
        var settings = mesh.Settings();
        settings["Mesh__Query__Workers"] = "1";
        settings["Mesh__Query__StallLimit"] = "00:00:05";
        settings["Mesh__Query__ClientTimeout"] = "00:00:20";
        await using var proxy = await ProxyProcess.StartAsync(settings);
        var silent = new TrinoSession(proxy.Http, mesh.Analyst);
        var page = await silent.ReadAsync(await silent.BeginAsync("SELECT range AS x, repeat('y', 1000) FROM range(100000)"));
        var info = new Uri(page["infoUri"]!.GetValue<string>());
        while (page["data"] is null)
        {
            page = await silent.ReadAsync(await silent.SendAsync(HttpMethod.Get, new Uri(page["nextUri"]!.GetValue<string>())));
        }

        // Waits in the queue until the silent reader's worker is free.
        Assert.Equal("[[1]]", (await new TrinoSession(proxy.Http, mesh.Analyst).RunAsync("SELECT 1")).Data);

        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        JsonObject reported;
        while ((reported = await silent.ReadAsync(await silent.SendAsync(HttpMethod.Get, info)))["state"]!.GetValue<string>() != "FAILED")
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), timeout.Token);
        }

        Assert.Equal("ABANDONED_QUERY", reported["errorCode"]!["name"]!.GetValue<string>());
        while (true)
        {
            using var answer = await silent.SendAsync(HttpMethod.Get, info);
            if (answer.StatusCode == HttpStatusCode.NotFound)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(500), timeout.Token);
        }
    }
}
