using System.Net;
using System.Text.Json;
using MeshStarter.Contracts;
using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;
using MeshStarter.Lake.Quality;
using MeshStarter.Lake.Tables;
using MeshStarter.Sdk.Quality;
using MeshStarter.Sdk.Tests.Ports.Running;
using Npgsql;

namespace MeshStarter.Sdk.Tests.Quality;

/// <summary>The callers who may see and replay what was quarantined.</summary>
[Collection(OrdersMesh.Collection)]
public sealed class QuarantineEndpointTests(OrdersMesh mesh)
{
    private const string List = "/products/orders/quarantine";
    private const string Replay = "/products/orders/quarantine/1-2/replay";

    [SkippableTheory]
    [InlineData("GET", List, HttpStatusCode.OK)]
    [InlineData("POST", Replay, HttpStatusCode.NotFound)]
    public async Task Quarantine_is_for_those_who_may_operate_the_product(string method, string path, HttpStatusCode operated)
    {
        var anonymous = await mesh.SendAsync(new HttpMethod(method), path, token: null);
        var stranger = await mesh.SendAsync(new HttpMethod(method), path, await mesh.TokenAsync("payments-owner"));
        var administrator = await mesh.SendAsync(new HttpMethod(method), path, await mesh.TokenAsync("platform-admin"));

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden, operated), (anonymous.Status, stranger.Status, administrator.Status));
    }

    [SkippableFact]
    public async Task Batch_is_shown_with_what_each_check_said_and_rows_as_they_are()
    {
        mesh.Require();
        await using var database = NpgsqlDataSource.Create(mesh.OrdersDatabase);
        var check = new NotNullCheck(["status"]);
        var failed = new CheckFinding(
            new CheckResult { Check = check, Outcome = CheckOutcome.Failed, FailingRows = 2, Reason = "2 rows: status is missing." },
            ["""{"total":123456789012345678.90,"status":null,"customer_email":"a@b.c"}""", """{"total":NaN}"""]);
        var renamed = new CheckFinding(
            new CheckResult { Check = new SqlCheck("SELECT customer_email AS status FROM this"), Outcome = CheckOutcome.Failed, FailingRows = 1, Reason = "1 row: the query returns it." }, ["""{"status":"a@b.c"}"""]);
        var report = new BatchReport { BatchId = "wire", Version = ProductVersion.Parse("1.0.0"), CheckedAt = DateTimeOffset.UnixEpoch, Rows = 2, Results = [failed.Result, renamed.Result] };
        await new QuarantineStore(database, TimeProvider.System).AddWholeAsync(
            new ProductMajorVersion(DataProductId.Parse("orders.orders"), 1), "wire", new PublishOutcome(Snapshot: null, [failed, renamed]) { Rows = 2, Report = report }, CancellationToken.None);

        var (status, body, _) = await mesh.SendAsync(HttpMethod.Get, List, await mesh.TokenAsync("orders-owner"));

        var batch = JsonElement.Parse(body).GetProperty("items").EnumerateArray().Single(item => item.GetProperty("batch_id").GetString() == "wire");
        Assert.Equal((HttpStatusCode.OK, "orders.orders", 1), (status, batch.GetProperty("product").GetString(), batch.GetProperty("major").GetInt32()));
        var result = batch.GetProperty("results")[0];
        Assert.Equal(("failed", 2), (result.GetProperty("outcome").GetString(), result.GetProperty("failing_rows").GetInt32()));
        Assert.Equal(["{\"total\":123456789012345678.90,\"status\":null,\"customer_email\":\"a@b.c\"}", "\"{\\\"total\\\":NaN}\""], result.GetProperty("sample").EnumerateArray().Select(row => row.GetRawText()));
        Assert.False(batch.TryGetProperty("product_major", out _));

        // To operate permits no reading: the rows are those that the caller may read.
        var (_, operated, _) = await mesh.SendAsync(HttpMethod.Get, List, await mesh.TokenAsync("platform-admin"));
        var row = JsonElement.Parse(operated).GetProperty("items").EnumerateArray().Single(item => item.GetProperty("batch_id").GetString() == "wire").GetProperty("results")[0].GetProperty("sample").EnumerateArray().Single();
        Assert.Equal(("****", JsonValueKind.Null), (row.GetProperty("customer_email").GetString(), row.GetProperty("status").ValueKind));
        Assert.DoesNotContain("a@b.c", operated, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData(Replay, ProblemTypes.NotFound, "batch: orders.orders has no batch \"1-2\" that was quarantined. GET /products/orders/quarantine lists those that were.")]
    [InlineData("/products/nothing/quarantine/1-2/replay", ProblemTypes.ProductNotFound, "product: \"nothing\" has no table here; those that have one are fact_order_events, orders.")]
    public async Task What_is_not_there_is_404(string path, string type, string detail) =>
        Assert.Equal((HttpStatusCode.NotFound, type, detail), await mesh.RefusalAsync(path, "orders-owner", HttpMethod.Post));
}
