using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using MeshStarter.Contracts;
using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Products;
using MeshStarter.Platform.Audit.Records;

namespace MeshStarter.QueryProxy.Tests.Proxy;

/// <summary>Answers in segments: what a client gets that asks for them, and what one gets who may not.</summary>
[Collection(ProxyCollection.Name)]
public sealed class SegmentTests(ProxyFixture mesh)
{
    private const string Large = "SELECT range AS n, lpad('', 200, 'y') AS t FROM range(20000)";

    [Fact]
    public async Task Few_rows_are_in_the_page_and_many_are_fetched()
    {
        var session = Session();
        await session.BeginAsync(Large);
        await session.ToEndAsync();

        Assert.All(session.Trino.Pages.Where(page => page["data"] is not null), page => Assert.NotNull(page["columns"]));
        Assert.Equal(["json"], session.Trino.LastHeaders!.GetValues("X-Trino-Query-Data-Encoding"));
        Assert.Equal("inline", session.Segments[0]["type"]!.GetValue<string>());
        Assert.NotEmpty(session.Spooled);
        var rows = new List<JsonNode?>();
        foreach (var segment in session.Segments)
        {
            Assert.Equal(rows.Count, segment["metadata"]!["rowOffset"]!.GetValue<int>());
            rows.AddRange(await SegmentSession.RowsAsync(segment));
        }

        Assert.Equal(Enumerable.Range(0, 20_000).Select(n => (long)n), rows.Select(row => row![0]!.GetValue<long>()));
        Assert.All(session.Spooled, segment => Assert.True(DateTimeOffset.Parse(segment["metadata"]!["expiresAt"]!.GetValue<string>(), CultureInfo.InvariantCulture) > TimeProvider.System.GetUtcNow()));
    }

    [Theory]
    [InlineData("json+zstd")]
    [InlineData("arrow, json+lz4")]
    [InlineData(",;")]
    public async Task Client_of_other_encodings_gets_rows_in_its_pages(string encodings)
    {
        var session = mesh.Session(mesh.Analyst, session => session.Headers["X-Trino-Query-Data-Encoding"] = encodings);

        Assert.Equal("[[1]]", (await session.RunAsync("SELECT 1")).Data);
        Assert.False(session.LastHeaders?.Contains("X-Trino-Query-Data-Encoding") ?? false);
    }

    [Fact]
    public async Task Page_requested_again_has_the_same_segments()
    {
        var session = Session();
        var page = await session.Trino.UntilRowsAsync(await session.Trino.ReadAsync(await session.Trino.BeginAsync(Large)));

        var again = await session.Trino.NextAsync(session.Trino.Pages[^2]);

        Assert.Equal(page["data"]!.ToJsonString(), again["data"]!.ToJsonString());
    }

    [Fact]
    public async Task Segment_is_acknowledged_once_or_again_and_then_gone()
    {
        var session = Session();
        await session.BeginAsync(Large);
        var segment = session.Spooled[0];
        await SegmentSession.RowsAsync(segment);

        for (var i = 0; i < 2; i++)
        {
            using var acknowledged = await SegmentSession.AcknowledgeAsync(segment);
            Assert.Equal(HttpStatusCode.NoContent, acknowledged.StatusCode);
        }

        await RefusedAsync(SegmentSession.FetchAsync(segment), HttpStatusCode.Gone, "was acknowledged");
    }

    [Fact]
    public async Task Segment_without_its_key_does_not_exist()
    {
        var (session, other) = (Session(), Session());
        await session.BeginAsync(Large);
        await other.BeginAsync(Large);
        var (address, key) = (new Uri(session.Spooled[0]["uri"]!.GetValue<string>()), SegmentSession.KeyOf(session.Spooled[0]));
        var acknowledge = new Uri(session.Spooled[0]["ackUri"]!.GetValue<string>());
        var path = address.GetLeftPart(UriPartial.Authority) + "/v1/spooled";

        foreach (var (guess, given) in new (Uri, string?)[]
        {
            (address, null),
            (address, ""),
            (address, new string('0', key.Length)),
            (address, key[..^1]),
            (address, key.ToUpperInvariant()),
            (address, SegmentSession.KeyOf(other.Spooled[0])),
            (acknowledge, null),
            (acknowledge, SegmentSession.KeyOf(other.Spooled[0])),
            (new Uri($"{path}/download/{session.Id}/999"), key),
            (new Uri($"{path}/download/{session.Id}/-1"), key),
            (new Uri($"{path}/download/{other.Id}/1"), key),
            (new Uri($"{path}/download/20260101_000000_00001_aaaaa/1"), key),
            (new Uri($"{path}/ack/20260101_000000_00001_aaaaa/1"), key),
        })
        {
            await RefusedAsync(SegmentSession.SendAsync(guess, given, token: null), HttpStatusCode.NotFound, "There is no such segment");
            // A token does not take the place of the key.
            await RefusedAsync(SegmentSession.SendAsync(guess, given, mesh.Analyst), HttpStatusCode.NotFound, "There is no such segment");
        }

        await SegmentSession.RowsAsync(session.Spooled[0]);
    }

    [Fact]
    public async Task Segment_is_not_another_principals()
    {
        var session = Session();
        await session.BeginAsync(Large);
        var segment = session.Spooled[0];

        await RefusedAsync(SegmentSession.FetchAsync(segment, mesh.OrdersOwner), HttpStatusCode.NotFound, "There is no such segment");
        using var own = await SegmentSession.FetchAsync(segment, mesh.Analyst);
        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
    }

    [Fact]
    public async Task Segments_end_with_the_grant_that_they_rest_on_also_after_the_last_page()
    {
        var reader = mesh.Authority.Token("granted", "query", "analytics", ["analyst"], ["analytics"]);
        var grant = new GrantTerms { Id = Guid.NewGuid(), Principal = "granted", Product = new DataProductId("payments", "ledger"), AllColumns = true, MajorVersions = [1], Until = DateTimeOffset.MaxValue };
        mesh.Services.Change(grant);
        await Eventually.HoldsAsync(async () => (await mesh.Session(reader).RunAsync("SELECT count(*) FROM payments.ledger")).Error is null);

        var session = SegmentSession.Of(mesh.Http, reader);
        await session.BeginAsync("SELECT l.*, lpad('', 1000, 'y') FROM payments.ledger l CROSS JOIN range(500)");
        await session.ToEndAsync();
        Assert.Null(session.Trino.Pages[^1]["error"]);
        await SegmentSession.RowsAsync(session.Spooled[0]);

        mesh.Services.Change(grant with { IsEnded = true });
        using var answer = await EndedAsync(session.Spooled[0]);

        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.Equal((HttpStatusCode.Forbidden, ProblemTypes.GrantRevoked), (answer.StatusCode, problem["type"]!.GetValue<string>()));
        foreach (var segment in session.Spooled)
        {
            await RefusedAsync(SegmentSession.FetchAsync(segment), HttpStatusCode.Forbidden, "grant-revoked");
        }

        Assert.Equal(AuditOutcomes.Revoked, (await mesh.RecordAsync(session.Id, AuditActions.Ended)).Outcome);
    }

    [Fact]
    public async Task End_of_an_answer_is_recorded_when_its_segments_were_read()
    {
        var session = Session();
        await session.BeginAsync("SELECT a.status, lpad('', 1000, 'x') FROM orders.orders a CROSS JOIN range(4)");
        await session.ToEndAsync();
        foreach (var segment in session.Spooled)
        {
            Assert.DoesNotContain(mesh.Services.Audit, record => record.CorrelationId == session.Id && record.Action == AuditActions.Ended);
            await SegmentSession.RowsAsync(segment);
            using var acknowledged = await SegmentSession.AcknowledgeAsync(segment);
        }

        var ended = await mesh.RecordAsync(session.Id, AuditActions.Ended);
        Assert.Equal((AuditOutcomes.Finished, 4_000L), (ended.Outcome, ended.Rows));
    }

    [Fact]
    public async Task Rows_of_segments_that_no_one_read_were_not_given_out()
    {
        var session = Session();
        await session.BeginAsync("SELECT a.status, lpad('', 1000, 'x') FROM orders.orders a CROSS JOIN range(20)");
        var read = session.Segments.Where(segment => segment["type"]!.GetValue<string>() == "inline").Sum(segment => segment["metadata"]!["rowsCount"]!.GetValue<int>())
            + (await SegmentSession.RowsAsync(session.Spooled[0])).Count;
        using var stopped = await session.Trino.SendAsync(HttpMethod.Delete, session.Next!);

        var ended = await mesh.RecordAsync(session.Id, AuditActions.Ended);
        Assert.Equal((AuditOutcomes.Cancelled, (long)read), (ended.Outcome, ended.Rows));
    }

    [Fact]
    public async Task Heartbeat_is_the_owners_and_segments_end_with_a_query_that_is_stopped()
    {
        var session = Session();
        await session.BeginAsync("SELECT range AS n, lpad('', 1000, 'y') AS t FROM range(100000)");

        using var kept = await session.Trino.SendAsync(HttpMethod.Head, session.Next!);
        using var foreign = await mesh.Session(mesh.OrdersOwner).SendAsync(HttpMethod.Head, session.Next!);
        using var guessed = await session.Trino.SendAsync(HttpMethod.Head, new Uri(session.Next!.AbsoluteUri.Replace("/y", "/z", StringComparison.Ordinal)));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.NotFound), (kept.StatusCode, foreign.StatusCode, guessed.StatusCode));
        using var stopped = await session.Trino.SendAsync(HttpMethod.Delete, session.Next!);

        await RefusedAsync(SegmentSession.FetchAsync(session.Spooled[0]), HttpStatusCode.BadRequest, "Query was canceled");
        using var acknowledged = await SegmentSession.AcknowledgeAsync(session.Spooled[0]);
        Assert.Equal(HttpStatusCode.NoContent, acknowledged.StatusCode);
    }

    private SegmentSession Session() => SegmentSession.Of(mesh.Http, mesh.Analyst);

    private static async Task RefusedAsync(Task<HttpResponseMessage> fetching, HttpStatusCode status, string detail)
    {
        using var answer = await fetching;
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == status, $"{answer.StatusCode}: {text[..Math.Min(300, text.Length)]}");
        Assert.Contains(detail, text, StringComparison.Ordinal);
    }

    private static Task<HttpResponseMessage> EndedAsync(JsonObject segment) => Eventually.GetAsync(async () =>
    {
        try
        {
            var answer = await SegmentSession.FetchAsync(segment);
            if (answer.StatusCode != HttpStatusCode.OK)
            {
                return answer;
            }

            answer.Dispose();
        }
        catch (HttpRequestException)
        {
            // Its grant ended while it was under way.
        }

        return null;
    });
}
