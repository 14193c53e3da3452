using System.Net;
using System.Text;
using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Products;
using MeshStarter.Platform.Audit.Records;

namespace MeshStarter.QueryProxy.Tests.Proxy;

/// <summary>Answers that rest on a grant, in the formats of the direct endpoint: its end ends them, and no reader can take what it has for all there is.</summary>
[Collection(ProxyCollection.Name)]
public sealed class GrantTests(ProxyFixture mesh)
{
    // The stream's mark and the length of a message that does not follow.
    private static readonly byte[] BrokenArrow = [0xFF, 0xFF, 0xFF, 0xFF, 0x40, 0, 0, 0];

    [Theory]
    [InlineData("application/vnd.apache.arrow.stream")]
    [InlineData("application/vnd.apache.parquet")]
    [InlineData("application/x-ndjson")]
    [InlineData("text/csv")]
    public async Task Answer_under_way_ends_with_the_grant_that_it_rests_on(string format)
    {
        var (token, grant) = await GrantedAsync();
        // Far more than is between the proxy and a reader that waits.
        using var answer = await mesh.AskAsync("SELECT entry_id, random() AS a, random() AS b, random() AS c, random() AS d FROM payments.ledger CROSS JOIN range(150000)", token, format);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var id = answer.Headers.GetValues("X-Mesh-Query-Id").Single();
        await using var body = await answer.Content.ReadAsStreamAsync();
        var read = new MemoryStream();
        read.Write(await FirstAsync(body));

        mesh.Services.Change(grant with { IsEnded = true });

        await Eventually.HoldsAsync(() => mesh.Services.Audit.Any(record => record.CorrelationId == id && record.Action == AuditActions.Ended && record.Outcome == AuditOutcomes.Revoked));
        var cut = await Assert.ThrowsAsync<HttpIOException>(async () => await body.CopyToAsync(read));
        Assert.Equal(HttpRequestError.ResponseEnded, cut.HttpRequestError);
        var end = read.GetBuffer().AsSpan(0, (int)read.Length);
        switch (format)
        {
            case "application/vnd.apache.arrow.stream":
                Assert.True(end.EndsWith(BrokenArrow));
                break;
            case "application/vnd.apache.parquet":
                Assert.True(end.StartsWith("PAR1"u8));
                Assert.False(end.EndsWith("PAR1"u8));
                break;
            case "application/x-ndjson":
                Assert.Contains("grant-revoked", Encoding.UTF8.GetString(end[end[..^1].LastIndexOf((byte)'\n')..]), StringComparison.Ordinal);
                break;
            default:
                Assert.DoesNotContain("grant-revoked", Encoding.UTF8.GetString(end), StringComparison.Ordinal);
                break;
        }

        await Eventually.HoldsAsync(async () => (await mesh.Session(token).RunAsync("SELECT count(*) FROM payments.ledger")).ErrorName == "PERMISSION_DENIED");
    }

    [Fact]
    public async Task Page_requested_after_the_end_of_a_grant_has_its_error_and_no_rows()
    {
        var (token, grant) = await GrantedAsync();
        var session = mesh.Session(token);
        var page = await session.UntilRowsAsync(await session.ReadAsync(await session.BeginAsync("SELECT l.*, lpad('', 1000, 'y') FROM payments.ledger l CROSS JOIN range(5000)")));

        mesh.Services.Change(grant with { IsEnded = true });
        await Eventually.HoldsAsync(async () => (await mesh.Session(token).RunAsync("SELECT count(*) FROM payments.ledger")).ErrorName == "PERMISSION_DENIED");
        var ended = await session.NextAsync(page);

        Assert.Equal("MESH_GRANT_REVOKED", ended["error"]!["errorName"]!.GetValue<string>());
        Assert.StartsWith("grant-revoked", ended["error"]!["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Null(ended["data"]);
        Assert.Null(ended["nextUri"]);
    }

    /// <summary>Grants a reader of the test's own all of a product that the rules keep from it, and waits until the proxy knows.</summary>
    private async Task<(string Token, GrantTerms Grant)> GrantedAsync()
    {
        var reader = $"reader-{Guid.NewGuid():N}";
        var token = mesh.Authority.Token(reader, "query", "analytics", ["analyst"], ["analytics"]);
        var grant = new GrantTerms { Id = Guid.NewGuid(), Principal = reader, Product = DataProductId.Parse("payments.ledger"), AllColumns = true, MajorVersions = [1], Until = DateTimeOffset.MaxValue.AddYears(-1) };
        mesh.Services.Change(grant);
        await Eventually.HoldsAsync(async () => (await mesh.Session(token).RunAsync("SELECT count(*) FROM payments.ledger")).Data == "[[10]]");
        return (token, grant);
    }

    private static async Task<byte[]> FirstAsync(Stream body)
    {
        var first = new byte[1000];
        await body.ReadExactlyAsync(first);
        return first;
    }
}
