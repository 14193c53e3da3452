using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using MeshStarter.QueryProxy.Tests.Proxy;

namespace MeshStarter.QueryProxy.Tests.Peers;

/// <summary>Two proxies that answer together are one to their clients.</summary>
public sealed class PeerTests(PeerFixture mesh, TrinoJsClient npm) : IClassFixture<PeerFixture>, IClassFixture<TrinoJsClient>
{
    private const string Endless = "SELECT count(*) FROM range(100000000000) a WHERE sin(a.range) > 2";
    private const string Large = "SELECT range AS n, lpad('', 200, 'y') AS t FROM range(20000)";

    [Fact]
    public async Task Queries_go_in_turn_with_the_same_rules_and_links_below_the_one_address()
    {
        List<string> answers = [];
        List<string> owners = [];
        for (var query = 0; query < 4; query++)
        {
            var session = mesh.Session(mesh.Analyst);
            answers.Add((await session.RunAsync("SELECT DISTINCT customer_email, (SELECT count(*) FROM orders.filtered) FROM orders.orders")).Data);
            owners.Add(OwnerOf(session.Pages[0]));
            Assert.All(session.Pages.SelectMany(page => new[] { page["infoUri"], page["nextUri"] }).OfType<JsonNode>(), link => Assert.StartsWith(mesh.Http.AbsoluteUri, link.GetValue<string>(), StringComparison.Ordinal));
        }

        Assert.Single(answers.Distinct(StringComparer.Ordinal));
        Assert.StartsWith("[[\"****\",", answers[0], StringComparison.Ordinal);
        Assert.Equal(owners[0], owners[2]);
        Assert.Equal(["a", "b"], owners.Take(2).Order(StringComparer.Ordinal));
        Assert.Equal(["a", "b"], owners.Skip(2).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Query_of_one_is_read_described_and_stopped_at_the_other()
    {
        var (session, page) = await BeginAtAsync("b", Endless);
        // The analyst alone: at the other address another's token is refused, too.
        using (var refused = await new TrinoSession(mesh.Http, mesh.OrdersOwner).SendAsync(HttpMethod.Get, TrinoSession.Next(page)))
        {
            Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        }

        using (var info = await session.SendAsync(HttpMethod.Get, new Uri(page["infoUri"]!.GetValue<string>())))
        {
            Assert.Equal(page["id"]!.GetValue<string>(), JsonNode.Parse(await info.Content.ReadAsStringAsync())!["queryId"]!.GetValue<string>());
        }

        using (var stopped = await session.SendAsync(HttpMethod.Delete, TrinoSession.Next(page)))
        {
            Assert.Equal(HttpStatusCode.NoContent, stopped.StatusCode);
        }

        // And one of a at b, with links below the address of the request.
        var (other, first) = await BeginAtAsync("a", "SELECT 7");
        var atB = await other.ReadAsync(await other.SendAsync(HttpMethod.Get, new Uri(mesh.B, TrinoSession.Next(first).PathAndQuery)));

        Assert.Equal("USER_CANCELED", (await session.ToEndAsync(page))["error"]!["errorName"]!.GetValue<string>());
        Assert.StartsWith(mesh.B.AbsoluteUri, atB["infoUri"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Segments_of_either_are_fetched_at_the_one_address()
    {
        HashSet<string> owners = new(StringComparer.Ordinal);
        await Eventually.HoldsAsync(ReadAsync, "both proxies answered");

        async Task<bool> ReadAsync()
        {
            var session = SegmentSession.Of(mesh.Http, mesh.Analyst);
            await session.BeginAsync(Large);
            await session.ToEndAsync();
            var rows = 0;
            foreach (var segment in session.Segments)
            {
                rows += (await SegmentSession.RowsAsync(segment)).Count;
            }

            Assert.Equal(20_000, rows);
            Assert.All(session.Spooled, segment => Assert.StartsWith(mesh.Http.AbsoluteUri, segment["ackUri"]!.GetValue<string>(), StringComparison.Ordinal));
            using var acknowledged = await SegmentSession.AcknowledgeAsync(session.Spooled[0]);
            Assert.Equal(HttpStatusCode.NoContent, acknowledged.StatusCode);
            owners.Add(session.Id.Split('_')[^1]);
            return owners.Count == 2;
        }
    }

    [Fact]
    public async Task Statements_of_a_transaction_go_to_the_proxy_that_has_it()
    {
        HashSet<string> owners = new(StringComparer.Ordinal);
        await Eventually.HoldsAsync(TransactAsync, "both proxies had a transaction");

        async Task<bool> TransactAsync()
        {
            var session = mesh.Session(mesh.Analyst, session => session.Headers["X-Trino-Transaction-Id"] = "NONE");
            await session.RunAsync("START TRANSACTION");
            var transaction = session.LastHeaders!.GetValues("X-Trino-Started-Transaction-Id").Single();
            session.Headers["X-Trino-Transaction-Id"] = transaction;
            foreach (var sql in new[] { "SELECT 1", "SELECT 2", "COMMIT" })
            {
                Assert.Equal("", (await session.RunAsync(sql)).ErrorName);
                Assert.Equal(transaction.Split('_')[^1], OwnerOf(session.Pages[0]));
            }

            owners.Add(transaction.Split('_')[^1]);
            return owners.Count == 2;
        }
    }

    [Fact]
    public async Task Streamed_answers_of_both_are_the_same()
    {
        List<string> answers = [];
        for (var query = 0; query < 2; query++)
        {
            using var answer = await mesh.AskAsync("SELECT order_id, customer_email FROM orders.orders ORDER BY 1");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            answers.Add(await answer.Content.ReadAsStringAsync());
        }

        Assert.NotEqual("", answers[0]);
        Assert.Equal(answers[0], answers[1]);
    }

    [Fact]
    public async Task Query_that_fails_after_its_first_rows_takes_its_proxy_no_turn()
    {
        for (var query = 0; query < 6; query++)
        {
            using var answer = await mesh.AskAsync("SELECT CASE WHEN range < 200000 THEN range ELSE CAST('not a number' AS BIGINT) END AS x, lpad('', 50, 'y') AS y FROM range(300000)");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            await Assert.ThrowsAnyAsync<Exception>(async () => await (await answer.Content.ReadAsStreamAsync()).CopyToAsync(Stream.Null));
        }

        Assert.Equal(["a", "b"], await OwnersAsync());
    }

    [Fact]
    public async Task Body_that_is_broken_takes_its_proxy_no_turn()
    {
        for (var query = 0; query < 2; query++)
        {
            using var client = new TcpClient();
            await client.ConnectAsync(mesh.Http.Host, mesh.Http.Port);
            await using var connection = client.GetStream();
            await connection.WriteAsync(Encoding.ASCII.GetBytes(
                $"POST /query HTTP/1.1\r\nHost: {mesh.Http.Authority}\r\nAuthorization: Bearer {mesh.Analyst}\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\nno length\r\n"));
            using var answer = new StreamReader(connection);
            Assert.Equal("HTTP/1.1 400 Bad Request", await answer.ReadLineAsync());
        }

        Assert.Equal(["a", "b"], await OwnersAsync());
    }

    [SkippableFact]
    public async Task Npms_client_reads_at_the_one_address()
    {
        var answers = await npm.RunAsync(mesh.Http, mesh.Analyst, "analyst", "orders", "SELECT range AS x FROM range(50000)", "SELECT range AS x FROM range(50000)", "SELECT DISTINCT customer_email FROM orders", "SELECT DISTINCT customer_email FROM orders");

        Assert.Equal([50_000, 50_000], answers.Take(2).Select(answer => answer["rows"]!.AsArray().Count));
        Assert.Equal(["[[\"****\"]]", "[[\"****\"]]"], answers.Skip(2).Select(answer => answer["rows"]!.ToJsonString()));
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Proxy_that_is_killed_ends_its_queries_with_a_word_and_gets_its_turns_back_when_it_runs_again()
    {
        var (first, second) = (PeerFixture.Free(), PeerFixture.Free());
        await using var proxy = await mesh.StartAsync("a", first, ("b", second));
        string next, transaction = "";
        var session = new TrinoSession(first, mesh.Analyst);
        await using (var killed = await mesh.StartAsync("b", second, ("a", first)))
        {
            var page = await BeginAtAsync(session, "b", Endless);
            next = page["nextUri"]!.GetValue<string>();
            session.Headers["X-Trino-Transaction-Id"] = "NONE";
            await Eventually.HoldsAsync(async () =>
            {
                await session.RunAsync("START TRANSACTION");
                transaction = session.LastHeaders!.GetValues("X-Trino-Started-Transaction-Id").Single();
                return transaction.EndsWith("_b", StringComparison.Ordinal);
            });
            await killed.KillAsync();
        }

        session.Headers.Remove("X-Trino-Transaction-Id");
        var last = await session.ReadAsync(await session.SendAsync(HttpMethod.Get, new Uri(next)));
        Assert.Null(last["nextUri"]);
        Assert.Equal(
            ("MESH_PROXY_LOST", "FAILED", "The query ended, because the query proxy b that ran it does not run any more. Send the query again."),
            (last["error"]!["errorName"]!.GetValue<string>(), last["stats"]!["state"]!.GetValue<string>(), last["error"]!["message"]!.GetValue<string>()));
        using (var deleted = await session.SendAsync(HttpMethod.Delete, new Uri(next)))
        {
            Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        }

        for (var query = 0; query < 3; query++)
        {
            Assert.Equal("[[1]]", (await session.RunAsync("SELECT 1")).Data);
            Assert.Equal("a", OwnerOf(session.Pages[0]));
        }

        session.Headers["X-Trino-Transaction-Id"] = transaction;
        Assert.Equal("UNKNOWN_TRANSACTION", (await session.RunAsync("SELECT 1")).ErrorName);
        session.Headers.Remove("X-Trino-Transaction-Id");

        await using var again = await mesh.StartAsync("b", second, ("a", first));
        await Eventually.HoldsAsync(async () =>
        {
            Assert.Equal("[[1]]", (await session.RunAsync("SELECT 1")).Data);
            return OwnerOf(session.Pages[0]) == "b";
        });

        // Of the query that ran before it knows nothing.
        using var forgotten = await session.SendAsync(HttpMethod.Get, new Uri(next));
        Assert.Equal(HttpStatusCode.NotFound, forgotten.StatusCode);
    }

    [Fact]
    public async Task Request_that_says_it_came_from_a_peer_goes_no_further()
    {
        var session = mesh.Session(mesh.Analyst, session => session.Headers["X-Mesh-Query-Origin"] = "https://query.example.org");
        for (var query = 0; query < 3; query++)
        {
            var page = await session.ReadAsync(await session.BeginAsync("SELECT 1"));
            Assert.Equal("a", OwnerOf(page));
            Assert.StartsWith("https://query.example.org/v1/statement/", page["nextUri"]!.GetValue<string>(), StringComparison.Ordinal);
        }

        session.Headers["X-Mesh-Query-Origin"] = "somewhere";
        using var refused = await session.BeginAsync("SELECT 1");
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("X-Mesh-Query-Origin", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("B", "b", "http://query-b:8080", "Mesh:Query:Name must be 1 to 16 lower-case letters and digits, such as b.")]
    [InlineData(null, "b", "http://query-b:8080", "Mesh:Query:Name is missing: Mesh:Query:Peers names other proxies. Give each proxy a name of its own, such as a.")]
    [InlineData("a", "b_1", "http://query-b:8080", "Mesh:Query:Peers:b_1 must be named by 1 to 16 lower-case letters and digits, as Mesh:Query:Name of that proxy.")]
    [InlineData("a", "a", "http://query-b:8080", "Mesh:Query:Peers:a is this proxy's own name. Name the other proxies alone.")]
    [InlineData("a", "b", "query-b:8080", "Mesh:Query:Peers:b must be the proxy's http or https address without a path, such as http://query-b:8080.")]
    [InlineData("a", "b", "http://query-b:8080", null)]
    public void Settings_of_peers_are_checked(string? name, string peer, string address, string? problem)
    {
        var options = new QueryOptions { Name = name, Peers = new Dictionary<string, string>(StringComparer.Ordinal) { [peer] = address } };

        Assert.Equal(problem, options.Problem());
    }

    // The proxies that have the next two queries.
    private async Task<IEnumerable<string>> OwnersAsync()
    {
        List<string> owners = [];
        for (var query = 0; query < 2; query++)
        {
            var session = mesh.Session(mesh.Analyst);
            await session.RunAsync("SELECT 1");
            owners.Add(OwnerOf(session.Pages[0]));
        }

        return owners.Order(StringComparer.Ordinal);
    }

    private static string OwnerOf(JsonObject page) => page["id"]!.GetValue<string>().Split('_')[^1];

    private async Task<(TrinoSession Session, JsonObject Page)> BeginAtAsync(string owner, string sql)
    {
        var session = mesh.Session(mesh.Analyst);
        return (session, await BeginAtAsync(session, owner, sql));
    }

    // One of two turns is that proxy's.
    private static Task<JsonObject> BeginAtAsync(TrinoSession session, string owner, string sql) => Eventually.GetAsync(async () =>
    {
        var page = await session.ReadAsync(await session.BeginAsync(sql));
        if (OwnerOf(page) == owner)
        {
            return page;
        }

        using var stopped = await session.SendAsync(HttpMethod.Delete, TrinoSession.Next(page));
        return null;
    });
}
