using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace MeshStarter.QueryProxy.Tests.Proxy;

/// <summary>A proxy that a platform stops: it says so to its clients while it still answers, and it ends in the time that a platform gives.</summary>
[Collection(ClientCollection.Name)]
public sealed class StoppedTests(ProxyFixture mesh)
{
    private const string Endless = "SELECT sum(a.range * b.range) FROM range(10000000) a CROSS JOIN range(1000000) b";
    private const string Long = "SELECT a.range, lpad('', 1000, 'x') AS filling FROM range(1000000) a";

    // Platforms give ten seconds before they kill; a busy machine has some more here.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    [SkippableTheory]
    [InlineData(Endless)]
    [InlineData(Long)]
    public async Task Client_of_an_open_statement_reads_that_it_was_stopped_and_may_be_sent_again(string sql)
    {
        Skip.If(OperatingSystem.IsWindows(), "ends the process by kill");
        await using var proxy = await ProxyProcess.StartAsync(mesh.Settings());
        var session = new TrinoSession(proxy.Http, mesh.Analyst);
        var page = await session.ReadAsync(await session.BeginAsync(sql));
        while (page["stats"]!["state"]!.GetValue<string>() != "RUNNING")
        {
            page = await NextAsync(session, page);
        }

        var end = proxy.StopAsync();
        while (page["nextUri"] is not null)
        {
            page = await NextAsync(session, page);
        }

        await end.WaitAsync(Patience);
        Assert.Equal(
            ("SERVER_SHUTTING_DOWN", 65545, "The query was stopped, because the query service is stopping. Send the query again in a moment."),
            (page["error"]!["errorName"]!.GetValue<string>(), page["error"]!["errorCode"]!.GetValue<int>(), page["error"]!["message"]!.GetValue<string>()));
    }

    [SkippableFact]
    public async Task Direct_answer_that_is_being_read_ends_with_the_reason()
    {
        Skip.If(OperatingSystem.IsWindows(), "ends the process by kill");
        await using var proxy = await ProxyProcess.StartAsync(mesh.Settings());
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(proxy.Http, "/query")) { Content = new StringContent(Long) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", mesh.Analyst);
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        await lines.ReadLineAsync();

        var end = proxy.StopAsync();
        string? last = null;
        await Assert.ThrowsAsync<HttpIOException>(async () =>
        {
            while (await lines.ReadLineAsync() is { } line)
            {
                last = line;
            }
        });

        await end.WaitAsync(Patience);
        Assert.Equal("SERVER_SHUTTING_DOWN", JsonNode.Parse(last!)!["error"]!["name"]!.GetValue<string>());
    }

    [SkippableFact]
    public async Task Client_that_does_not_read_on_holds_the_end_up_no_longer_than_a_platform_waits()
    {
        Skip.If(OperatingSystem.IsWindows(), "ends the process by kill");
        await using var proxy = await ProxyProcess.StartAsync(mesh.Settings());
        var session = new TrinoSession(proxy.Http, mesh.Analyst);
        await session.ReadAsync(await session.BeginAsync(Endless));
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(proxy.Http, "/query")) { Content = new StringContent(Long) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", mesh.Analyst);
        using var unread = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

        await proxy.StopAsync().WaitAsync(Patience);
    }

    private static async Task<JsonObject> NextAsync(TrinoSession session, JsonObject page) =>
        await session.ReadAsync(await session.SendAsync(HttpMethod.Get, new Uri(page["nextUri"]!.GetValue<string>())));
}
