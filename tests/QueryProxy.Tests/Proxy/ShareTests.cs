using System.Net;
using System.Text.Json.Nodes;

namespace MeshStarter.QueryProxy.Tests.Proxy;

/// <summary>The share that one reader can take from the others.</summary>
[Collection(ProxyCollection.Name)]
public sealed class ShareTests(ProxyFixture mesh)
{
    private const string Long = "SELECT count(*) FROM range(100000000000) a WHERE sin(a.range) > 2";
    private const string Large = "SELECT range AS x, lpad('', 1000, 'y') AS y FROM range(25000)";

    [Fact]
    public async Task Reader_with_many_queries_and_slow_reads_keeps_no_worker_from_another()
    {
        await using var proxy = await mesh.StartAsync(("Mesh__Query__TimeLimit", "00:01:00"), ("Mesh__Query__QueueLimitPerSubject", "5"));
        using var cancellation = new CancellationTokenSource();
        var slow = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => mesh.AskAsync(Large, proxy: proxy.Http, cancellationToken: cancellation.Token)));
        var greedy = Enumerable.Range(0, 12).Select(_ => mesh.AskAsync(Long, proxy: proxy.Http, cancellationToken: cancellation.Token)).ToList();

        // Two run, five wait: the others are refused at once.
        using var refused = await await Task.WhenAny(greedy);
        var other = await new TrinoSession(proxy.Http, mesh.Auditor).RunAsync("SELECT 1");

        Assert.Equal("[[1]]", other.Data);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter?.Delta);
        var problem = JsonNode.Parse(await refused.Content.ReadAsStringAsync(cancellation.Token))!;
        Assert.Equal("QUERY_QUEUE_FULL", problem["error_name"]!.GetValue<string>());
        Assert.Contains("'analyst'", problem["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("Mesh:Query:QueueLimitPerSubject", problem["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        var byTrino = Enumerable.Range(0, 8).Select(_ => new TrinoSession(proxy.Http, mesh.Analyst).RunAsync(Long)).ToList();
        Assert.Equal("QUERY_QUEUE_FULL", (await await Task.WhenAny(byTrino)).ErrorName);
        await cancellation.CancelAsync();
        Array.ForEach(slow, answer => answer.Dispose());
    }

    [Fact]
    public async Task Hundred_queries_of_one_reader_at_once_are_all_answered()
    {
        const int Queries = 100;

        var answers = await Task.WhenAll(Enumerable.Range(0, Queries).Select(n => mesh.Session(mesh.Analyst).RunAsync($"SELECT count(*), {n} FROM orders.orders")));

        Assert.Equal(Enumerable.Range(0, Queries).Select(n => $"[[1000,{n}]]"), answers.Select(answer => answer.Message + answer.Data));
    }

    [SkippableFact]
    public async Task Copies_of_a_querys_files_take_the_readers_disk_space()
    {
        const string sql = "SELECT count(*) FROM orders.orders";
        using var disk = SmallDisk.Mount(kibibytes: 64 * 1024);
        // Another file system than the buckets'.
        var data = ("Mesh__Data", disk.Folder);
        await using (var proxy = await mesh.StartAsync(data))
        {
            Assert.Equal("[[1000]]", (await new TrinoSession(proxy.Http, mesh.Analyst).RunAsync(sql)).Data);
        }

        await using (var proxy = await mesh.StartAsync(data, ("Mesh__Query__SpillMiBPerSubject", "0")))
        {
            Assert.Equal("GENERIC_INSUFFICIENT_RESOURCES", (await new TrinoSession(proxy.Http, mesh.Analyst).RunAsync(sql)).ErrorName);
            Assert.Equal("[[1]]", (await new TrinoSession(proxy.Http, mesh.Analyst).RunAsync("SELECT 1")).Data);
        }
    }

    [Fact]
    public async Task Result_that_waits_for_its_reader_frees_the_worker_and_is_whole_later()
    {
        await using var proxy = await mesh.StartAsync(("Mesh__Query__Workers", "1"), ("Mesh__Query__HoldLimit", "00:00:00.100"));
        using var unread = await mesh.AskAsync(Large, proxy: proxy.Http);
        var pages = new TrinoSession(proxy.Http, mesh.Analyst);
        var page = await pages.ReadAsync(await pages.BeginAsync(Large));

        Assert.Equal("[[1]]", (await new TrinoSession(proxy.Http, mesh.Auditor).RunAsync("SELECT 1")).Data);

        Assert.Equal(25_000, (await unread.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Null((await pages.ToEndAsync(page))["error"]);
        Assert.Equal(25_000, pages.Pages.Sum(each => each["data"]?.AsArray().Count ?? 0));
    }

    [Fact]
    public async Task Last_pages_that_were_read_keep_no_subject_from_its_next_query()
    {
        await using var proxy = await mesh.StartAsync(("Mesh__Query__BufferMiBPerSubject", "16"));

        for (var i = 0; i < 24; i++)
        {
            var answer = await new TrinoSession(proxy.Http, mesh.Analyst).RunAsync("SELECT lpad('', 1000, 'y') FROM range(1000)");
            Assert.Equal(1000, answer.Rows.Count);
        }
    }

    [Fact]
    public async Task Cancelled_result_that_was_not_read_is_no_complete_answer()
    {
        var session = mesh.Session(mesh.Analyst);
        var page = await session.UntilRowsAsync(await session.ReadAsync(await session.BeginAsync("SELECT range, lpad('', 1000, 'y') FROM range(3000)")));

        // The rest waits in memory, so the query ends without its reader.
        var info = new Uri(page["infoUri"]!.GetValue<string>());
        await Eventually.HoldsAsync(async () => (await session.ReadAsync(await session.SendAsync(HttpMethod.Get, info)))["state"]!.GetValue<string>() == "FINISHED");

        using var cancelled = await session.SendAsync(HttpMethod.Delete, TrinoSession.Next(page));
        var last = await session.NextAsync(page);

        Assert.True(last["error"] is not null, $"{last["stats"]?["state"]}, {last["data"]?.AsArray().Count} rows, next {last["nextUri"]}");
        Assert.Equal("USER_CANCELED", last["error"]!["errorName"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("SELECT * FORM orders.orders", "SYNTAX_ERROR")]
    [InlineData("SELECT * FROM payments.ledger", "PERMISSION_DENIED")]
    public async Task Refused_text_is_not_kept(string sql, string error)
    {
        var session = mesh.Session(mesh.Analyst);
        var answer = await session.RunAsync(sql);

        var info = await session.ReadAsync(await session.SendAsync(HttpMethod.Get, new Uri(session.Pages[0]["infoUri"]!.GetValue<string>())));

        Assert.Equal(error, answer.ErrorName);
        Assert.Equal(("FAILED", ""), (info["state"]!.GetValue<string>(), info["query"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Error_about_a_long_name_does_not_repeat_all_of_it()
    {
        var answer = await mesh.Session(mesh.Analyst).RunAsync($"SELECT {new string('x', 150_000)} FROM orders.orders");

        Assert.Equal("COLUMN_NOT_FOUND", answer.ErrorName);
        Assert.True(answer.Message.Length < 3_000, $"{answer.Message.Length} characters");
    }

    [Theory]
    [InlineData("text/plain", "{0}")]
    [InlineData("application/json", "{{\"sql\": \"{0}\"}}")]
    public async Task Direct_query_with_a_long_text_is_refused(string contentType, string form)
    {
        using var answer = await mesh.AskAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, form, $"SELECT 1 --{new string('x', 3_900_000)}"), contentType: contentType);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("QUERY_TEXT_TOO_LARGE", JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["error_name"]!.GetValue<string>());
    }

    [SkippableFact]
    [Trait("Category", "Slow")]
    public async Task Refused_statements_leave_no_memory_behind()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "memory is read in /proc on Linux only");
        await using var proxy = await QueryFixture.ProcessAsync(mesh.Settings());
        var tooLong = $"SELECT 1 --{new string('x', 3_900_000)}";
        var unparsable = $"SELECT '{new string('x', 190_000)}";

        await Parallel.ForAsync(0, 150, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
        {
            var answer = await new TrinoSession(proxy.Address, mesh.Analyst).RunAsync(i % 2 == 0 ? tooLong : unparsable);
            Assert.True(answer.ErrorName == (i % 2 == 0 ? "QUERY_TEXT_TOO_LARGE" : "SYNTAX_ERROR"), $"{answer.ErrorName}: {answer.Message}; the log: {proxy.Log}");
        });

        var resident = (await File.ReadAllLinesAsync($"/proc/{proxy.Id}/status")).First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        Assert.True(long.Parse(resident.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture) <= 400 * 1024, resident);
    }
}
