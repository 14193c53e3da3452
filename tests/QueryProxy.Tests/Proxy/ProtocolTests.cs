using System.Net;
using System.Text.Json.Nodes;

namespace MeshStarter.QueryProxy.Tests.Proxy;

[Collection(ProxyCollection.Name)]
public sealed class ProtocolTests(ProxyFixture mesh)
{
    [Fact]
    public async Task First_page_has_a_next_one_and_no_rows_or_error()
    {
        foreach (var sql in new[] { "SELECT 1", "SELECT getenv('x')", "not sql" })
        {
            var page = await Session().ReadAsync(await Session().BeginAsync(sql));

            Assert.Equal(["id", "infoUri", "nextUri", "stats", "warnings"], page.Select(member => member.Key).Order(StringComparer.Ordinal));
            Assert.Equal("QUEUED", page["stats"]!["state"]!.GetValue<string>());
            Assert.Matches("^[0-9]{8}_[0-9]{6}_[0-9]{5}_[a-z0-9]{5}$", page["id"]!.GetValue<string>());
            Assert.StartsWith($"{mesh.Http.OriginalString}/v1/statement/queued/{page["id"]}/", page["nextUri"]!.GetValue<string>(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Every_page_is_complete()
    {
        var session = Session();
        await session.RunAsync("SELECT range AS x, lpad('', 200, 'y') FROM range(20000)");

        Assert.True(session.Pages.Count > 4);
        string[] stats =
        [
            "state", "queued", "scheduled", "nodes", "totalSplits", "queuedSplits", "runningSplits", "completedSplits", "planningTimeMillis", "analysisTimeMillis",
            "cpuTimeMillis", "wallTimeMillis", "queuedTimeMillis", "elapsedTimeMillis", "finishingTimeMillis", "physicalInputTimeMillis", "processedRows", "processedBytes",
            "physicalInputBytes", "physicalWrittenBytes", "internalNetworkInputBytes", "peakMemoryBytes", "spilledBytes",
        ];
        foreach (var page in session.Pages)
        {
            Assert.NotNull(page["id"]);
            Assert.NotNull(page["infoUri"]);
            Assert.Empty(page["warnings"]!.AsArray());
            Assert.Equal(stats, page["stats"]!.AsObject().Select(member => member.Key));
            Assert.True(page["data"] is null || page["columns"] is not null, "rows come with their columns");
            Assert.DoesNotContain(page, member => member.Value is null);
        }

        Assert.Equal("FINISHED", session.Pages[^1]["stats"]!["state"]!.GetValue<string>());
        Assert.NotNull(session.Pages[^1]["columns"]);
        Assert.Equal(Enumerable.Range(0, 20_000).Select(i => (long)i), session.Pages.SelectMany(page => page["data"]?.AsArray() ?? []).Select(row => row![0]!.GetValue<long>()));
    }

    // As in Trino. Clients that read by a loop of their own count the rows of the last page twice (npm's trino-client: its last result is returned again at the end).
    [Theory]
    [InlineData("SELECT 1", "")]
    [InlineData("SELECT 1", "json")]
    [InlineData("SHOW SCHEMAS", "")]
    [InlineData("SELECT range AS x, lpad('', 200, 'y') FROM range(20000)", "")]
    [InlineData("SELECT range AS x, lpad('', 200, 'y') FROM range(20000)", "json")]
    public async Task Page_with_rows_is_not_the_last(string sql, string encoding)
    {
        var session = mesh.Session(mesh.Analyst, each => each.Headers["X-Trino-Query-Data-Encoding"] = encoding);
        var page = await session.ReadAsync(await session.BeginAsync(sql));
        await session.ToEndAsync(page);

        Assert.Contains(session.Pages, each => each["data"] is not null);
        Assert.All(session.Pages.Where(each => each["data"] is not null), each => Assert.NotNull(each["nextUri"]));
        Assert.Equal("FINISHED", session.Pages[^1]["stats"]!["state"]!.GetValue<string>());
    }

    [Fact]
    public async Task Page_requested_again_is_the_same_and_none_is_passed_over()
    {
        var session = Session();
        var first = await session.ReadAsync(await session.BeginAsync("SELECT range AS x, lpad('', 200, 'y') FROM range(20000)"));
        var page = await session.UntilRowsAsync(first);
        var before = session.Pages[^2];

        var again = await session.NextAsync(before);
        Assert.Equal(page["data"]!.ToJsonString(), again["data"]!.ToJsonString());
        Assert.Equal(TrinoSession.Next(page), TrinoSession.Next(again));

        _ = await session.NextAsync(page);
        using var gone = await session.SendAsync(HttpMethod.Get, TrinoSession.Next(before));
        Assert.Equal(HttpStatusCode.Gone, gone.StatusCode);
    }

    [Theory]
    [InlineData("NaNs")]
    [InlineData("NaNms")]
    [InlineData("-Infinityms")]
    [InlineData("Infinitys")]
    [InlineData("-1s")]
    [InlineData("1e400s")]
    [InlineData("1,5s")]
    [InlineData("s")]
    [InlineData("soon")]
    public async Task Wait_that_cannot_be_read_is_the_longest_and_one_out_of_bounds_the_nearest(string wait)
    {
        var session = Session();
        var first = await session.ReadAsync(await session.BeginAsync("SELECT 1"));

        using var page = await session.SendAsync(HttpMethod.Get, new Uri($"{TrinoSession.Next(first).OriginalString}?maxWait={wait}"));

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }

    [Theory]
    [InlineData("/0")]
    [InlineData("/99")]
    public async Task Page_that_is_not_the_next_is_not_found_by_counting(string token)
    {
        var session = Session();
        var next = TrinoSession.Next(await session.ReadAsync(await session.BeginAsync("SELECT 1"))).OriginalString;

        using var answer = await session.SendAsync(HttpMethod.Get, new Uri(next[..next.LastIndexOf('/')] + token));
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Slug_cannot_be_guessed()
    {
        var session = Session();
        var next = TrinoSession.Next(await session.ReadAsync(await session.BeginAsync("SELECT 1"))).OriginalString.Split('/');
        next[^2] = "y" + new string('0', 40);

        using var answer = await session.SendAsync(HttpMethod.Get, new Uri(string.Join('/', next)));
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Another_subject_follows_no_query()
    {
        var session = Session();
        var page = await session.ReadAsync(await session.BeginAsync("SELECT 1"));
        var info = new Uri(page["infoUri"]!.GetValue<string>());
        var other = mesh.Session(mesh.OrdersOwner);
        var noCaller = new TrinoSession(mesh.Http, null);

        // The right slug included, the answer is that of a query that does not exist.
        foreach (var (uri, method) in new[] { (TrinoSession.Next(page), HttpMethod.Get), (TrinoSession.Next(page), HttpMethod.Delete), (TrinoSession.Next(page), HttpMethod.Head), (info, HttpMethod.Get), (info, HttpMethod.Delete) })
        {
            var (theirs, missing) = (await RefusedAsync(method, uri), await RefusedAsync(method, new Uri(uri.AbsoluteUri.Replace(page["id"]!.GetValue<string>(), "20260101_000000_00001_abcde", StringComparison.Ordinal))));
            Assert.Equal((HttpStatusCode.NotFound, missing), (theirs.Status, theirs));
            using var anonymous = await noCaller.SendAsync(method, uri);
            Assert.Equal(HttpStatusCode.Unauthorized, anonymous.StatusCode);
            Assert.StartsWith("Bearer realm=", anonymous.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        }

        using var own = await session.SendAsync(HttpMethod.Get, info);
        Assert.Equal(HttpStatusCode.OK, own.StatusCode);

        async Task<(HttpStatusCode Status, string Headers, string Problem)> RefusedAsync(HttpMethod method, Uri uri)
        {
            using var refused = await other.SendAsync(method, uri);
            var text = await refused.Content.ReadAsStringAsync();
            return (refused.StatusCode, string.Join(' ', refused.Headers.Concat(refused.Content.Headers).Where(header => header.Key is not ("Date" or "Content-Length")).Select(header => header.Key).Order()), text.Length == 0 ? "" : JsonNode.Parse(text)!["detail"]!.GetValue<string>());
        }
    }

    [Fact]
    public async Task User_header_must_be_the_tokens_subject()
    {
        var session = mesh.Session(mesh.Analyst, s => s.Headers["X-Trino-User"] = "orders-owner");
        using (var refused = await session.BeginAsync("SELECT 1"))
        {
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        }

        session.Headers["X-Trino-User"] = "analyst";
        Assert.Equal("[[1]]", (await session.RunAsync("SELECT 1")).Data);
    }

    [Fact]
    public async Task Long_query_is_polled_with_pages_that_have_no_news_and_ends_as_canceled_once_it_is_deleted()
    {
        var session = new TrinoSession(mesh.Http, mesh.Analyst) { Wait = TimeSpan.FromMilliseconds(50) };
        var page = await session.UntilItRunsAsync(await session.ReadAsync(await session.BeginAsync("SELECT count(*) FROM range(100000000000) a WHERE sin(a.range) > 2")));
        page = await session.NextAsync(page);
        Assert.Equal("RUNNING", page["stats"]!["state"]!.GetValue<string>());
        Assert.Null(page["data"]);

        using (var deleted = await session.SendAsync(HttpMethod.Delete, TrinoSession.Next(page)))
        {
            Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        }

        page = await session.ToEndAsync(page);
        Assert.Equal("USER_CANCELED", page["error"]!["errorName"]!.GetValue<string>());
        var info = await session.ReadAsync(await session.SendAsync(HttpMethod.Get, new Uri(page["infoUri"]!.GetValue<string>())));
        Assert.Equal(("FAILED", "analyst"), (info["state"]!.GetValue<string>(), info["session"]!["user"]!.GetValue<string>()));
        Assert.Equal("[[1]]", (await Session().RunAsync("SELECT 1")).Data);
    }

    [Fact]
    public async Task Query_is_stopped_by_its_id_too()
    {
        var session = Session();
        var page = await session.ReadAsync(await session.BeginAsync("SELECT count(*) FROM range(100000000000) a WHERE sin(a.range) > 2"));
        using var deleted = await session.SendAsync(HttpMethod.Delete, new Uri(mesh.Http, $"/v1/query/{page["id"]}"));

        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        using var unknown = await session.SendAsync(HttpMethod.Delete, new Uri(mesh.Http, "/v1/query/20260101_000000_00001_aaaaa"));
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Theory]
    [InlineData("", HttpStatusCode.BadRequest)]
    [InlineData("  \n", HttpStatusCode.BadRequest)]
    public async Task Empty_body_is_a_bad_request(string body, HttpStatusCode status)
    {
        using var answer = await Session().BeginAsync(body);
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Body_that_is_not_utf8_is_a_bad_request_and_a_text_beyond_its_limit_is_said_to_be()
    {
        using var answer = await Session().SendAsync(HttpMethod.Post, new Uri(mesh.Http, "/v1/statement"), new ByteArrayContent([0x53, 0xFF, 0xFE]));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);

        var large = await Session().RunAsync("SELECT '" + new string('x', 200_000) + "'");
        Assert.Equal("QUERY_TEXT_TOO_LARGE", large.ErrorName);
    }

    [Fact]
    public async Task Info_needs_no_token_and_looks_like_Trino_and_a_head_says_whether_one_may_come_in()
    {
        using var answer = await new TrinoSession(mesh.Http, null).SendAsync(HttpMethod.Get, new Uri(mesh.Http, "/v1/info"));
        var info = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;

        Assert.Equal("476", info["nodeVersion"]!["version"]!.GetValue<string>());
        Assert.Equal("mesh", info["environment"]!.GetValue<string>());
        Assert.False(info["starting"]!.GetValue<bool>());
        Assert.Matches("^[0-9]+\\.[0-9]{2}m$", info["uptime"]!.GetValue<string>());

        using var head = await Session().SendAsync(HttpMethod.Head, new Uri(mesh.Http, "/v1/statement"));
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
    }

    [Theory]
    [InlineData("/v1/node")]
    [InlineData("/v1/node/failed")]
    public async Task Service_has_no_other_nodes(string path)
    {
        using var answer = await Session().SendAsync(HttpMethod.Get, new Uri(mesh.Http, path));

        Assert.Equal("[]", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/v1/node", "GET")]
    [InlineData("/v1/statement", "POST")]
    [InlineData("/query", "POST")]
    [InlineData("/v1/statement", "HEAD")]
    [InlineData("/v1/query/x", "GET")]
    public async Task Caller_without_a_token_is_refused(string path, string method)
    {
        using var answer = await new TrinoSession(mesh.Http, null).SendAsync(new HttpMethod(method), new Uri(mesh.Http, path), method == "POST" ? new StringContent("SELECT 1") : null);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Pages_are_packed_when_the_client_takes_that_and_links_keep_the_host_of_the_request()
    {
        var session = mesh.Session(mesh.Analyst, s => s.Headers["Accept-Encoding"] = "gzip");
        using var answer = await session.BeginAsync("SELECT 1");

        Assert.Equal(["gzip"], answer.Content.Headers.ContentEncoding);
        await using var unpacked = new System.IO.Compression.GZipStream(await answer.Content.ReadAsStreamAsync(), System.IO.Compression.CompressionMode.Decompress);
        Assert.NotNull((await JsonNode.ParseAsync(unpacked))!["nextUri"]);

        var local = mesh.Session(mesh.Analyst, s => s.Headers["Host"] = $"127.0.0.1:{mesh.Http.Port}");
        var page = await local.ReadAsync(await local.BeginAsync("SELECT 1"));
        Assert.StartsWith($"http://127.0.0.1:{mesh.Http.Port}/v1/statement/", page["nextUri"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    private TrinoSession Session() => mesh.Session(mesh.Analyst);
}
