using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using MeshStarter.Contracts;
using MeshStarter.Platform.Audit.Records;

namespace MeshStarter.QueryProxy.Tests.Proxy;

/// <summary>Answers that are open while the rules change: they end where their reader gets less by the new ones, and go on where not.</summary>
[Collection(RulesCollection.Name)]
public sealed class ChangedRulesTests(RuleKindTests.RulesFixture mesh)
{
    private const string Redact = "effect: mask, columns: { names: [word] }, mask: redact";

    private static int _made;

    [Theory]
    [InlineData("effect: deny, actions: [read]")]
    [InlineData("effect: deny, actions: [discover]")]
    [InlineData(Redact)]
    [InlineData("effect: filter, keep: { column: word, values: [other] }")]
    public async Task Open_answer_ends_with_rules_by_which_its_reader_gets_less(string effect)
    {
        var (name, before) = (await PublishAsync(), mesh.Services.Bundle);
        try
        {
            var (session, page, segments) = await OpenAsync(name);
            // Far more than is between the proxy and a reader that waits.
            using var direct = await mesh.AskAsync($"SELECT o.*, random() AS a, random() AS b, random() AS c FROM {name} o CROSS JOIN range(150000)", accept: "application/x-ndjson");
            await using var body = await direct.Content.ReadAsStreamAsync();
            var read = new MemoryStream();
            read.WriteByte((byte)body.ReadByte());

            await ChangeAsync(WithRule(before, name, effect), name, answer => answer.Data != """[["clear"]]""");

            var ended = await session.NextAsync(page);
            Assert.Equal("MESH_GRANT_REVOKED", ended["error"]!["errorName"]!.GetValue<string>());
            Assert.StartsWith("grant-revoked: the rules have changed", ended["error"]!["message"]!.GetValue<string>(), StringComparison.Ordinal);
            Assert.Null(ended["data"]);
            foreach (var segment in segments.Spooled)
            {
                using var answer = await SegmentSession.FetchAsync(segment);
                var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
                Assert.Equal((HttpStatusCode.Forbidden, ProblemTypes.GrantRevoked), (answer.StatusCode, problem["type"]!.GetValue<string>()));
            }

            await Assert.ThrowsAsync<HttpIOException>(async () => await body.CopyToAsync(read));
            Assert.Contains("the rules have changed", Encoding.UTF8.GetString(read.ToArray().AsSpan()[^2_000..]), StringComparison.Ordinal);
            foreach (var id in (string[])[session.Id, segments.Id, direct.Headers.GetValues("X-Mesh-Query-Id").Single()])
            {
                var record = await mesh.RecordAsync(id, AuditActions.Ended);
                Assert.Equal(AuditOutcomes.Revoked, record.Outcome);
                Assert.StartsWith("The rules have changed", record.Reason, StringComparison.Ordinal);
            }
        }
        finally
        {
            await ChangeAsync(before, name, answer => answer.Data == """[["clear"]]""");
        }
    }

    [Fact]
    public async Task Open_answer_goes_on_with_rules_by_which_its_reader_gets_the_same_or_more()
    {
        var (name, other, before) = (await PublishAsync(), await PublishAsync(), mesh.Services.Bundle);
        try
        {
            var masked = WithRule(before, name, Redact);
            await ChangeAsync(masked, name, answer => answer.Data == """[["****"]]""");
            var (session, page, segments) = await OpenAsync(name);

            await ChangeAsync(WithRule(masked, other, "effect: deny, actions: [read]"), other, answer => answer.ErrorName == "PERMISSION_DENIED");
            page = await GoesOnAsync(session, page, segments);
            await ChangeAsync(before, name, answer => answer.Data == """[["clear"]]""");
            page = await GoesOnAsync(session, page, segments);

            using var stopped = await session.SendAsync(HttpMethod.Delete, TrinoSession.Next(page));
        }
        finally
        {
            await ChangeAsync(before, name, answer => answer.Data == """[["clear"]]""");
        }
    }

    private static async Task<JsonObject> GoesOnAsync(TrinoSession session, JsonObject page, SegmentSession segments)
    {
        Assert.NotEmpty(await SegmentSession.RowsAsync(segments.Spooled[0]));
        var next = await session.NextAsync(page);
        Assert.Null(next["error"]);
        Assert.NotNull(next["data"]);
        return next;
    }

    private static string WithRule(string bundle, string product, string effect) => bundle.Replace(
        "\naccess:\n", $"\naccess:\n  - {{ id: test-changed-{Interlocked.Increment(ref _made)}, description: d, {effect}, when: {{ products: [{product}] }} }}\n", StringComparison.Ordinal);

    private async Task<string> PublishAsync()
    {
        var name = $"payments.open{Interlocked.Increment(ref _made)}";
        await mesh.PublishAsync(TestProducts.Product(name, [TestProducts.Column("id", "BIGINT"), TestProducts.Column("word", "STRING")]), "SELECT range AS id, 'clear' AS word FROM range(10)");
        return name;
    }

    /// <summary>Begins an answer in pages that has more of them, and one in segments that are all to be fetched yet.</summary>
    private async Task<(TrinoSession Session, JsonObject Page, SegmentSession Segments)> OpenAsync(string name)
    {
        var session = mesh.Session(mesh.Analyst);
        var page = await session.UntilRowsAsync(await session.ReadAsync(await session.BeginAsync($"SELECT o.*, lpad('', 1000, 'y') FROM {name} o CROSS JOIN range(5000)")));
        var segments = SegmentSession.Of(mesh.Http, mesh.Analyst);
        await segments.BeginAsync($"SELECT o.*, lpad('', 1000, 'y') FROM {name} o CROSS JOIN range(500)");
        await segments.ToEndAsync();
        Assert.NotEmpty(segments.Spooled);
        return (session, page, segments);
    }

    /// <summary>Changes the rules, and waits until a new query is answered by them.</summary>
    private Task ChangeAsync(string bundle, string product, Predicate<TrinoAnswer> holds)
    {
        mesh.Services.Bundle = bundle;
        return Eventually.HoldsAsync(async () => holds(await mesh.Session(mesh.Analyst).RunAsync($"SELECT DISTINCT word FROM {product}")));
    }
}
