using System.Net;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.Sdk.Tests.Ports.Running;

namespace MeshStarter.Sdk.Tests.Ports;

/// <summary>The record of an answer's end follows the decision that permitted it, at every port.</summary>
[Collection(OrdersMesh.Collection)]
public sealed class EndedAnswerTests(OrdersMesh mesh)
{
    private static readonly string[] Paths = ["/products/orders/rows?limit=1", "/products/orders/table?columns=order_id,customer_email", "/products/fact_order_events/events?limit=1"];

    public static TheoryData<string> Answers => new(Paths);

    [Fact]
    public void No_port_is_left_out() => PortAccessTests.AssertAll(Paths);

    [SkippableTheory]
    [MemberData(nameof(Answers))]
    public async Task Answer_of_a_port_is_recorded_with_its_rows_and_columns(string path)
    {
        var (trace, product) = (Guid.NewGuid().ToString("N"), ProductOf(path));

        var (status, body, _) = await mesh.SendAsync(HttpMethod.Get, path, await mesh.TokenAsync("analyst"), trace: trace);
        var ended = await EndedAsync(trace);
        var decision = (await mesh.AuditAsync($"product={product}&subject=analyst&action=read")).Single(record => record.Id == ended.Follows);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal((AuditOutcomes.Finished, product, trace), (ended.Outcome, ended.Product.ToString(), decision.CorrelationId));
        Assert.Equal(path.Contains("/table", StringComparison.Ordinal) ? body.Count(character => character == '\n') : 1, ended.Rows);
        if (path.Contains("columns=", StringComparison.Ordinal))
        {
            Assert.Equal(["order_id", "customer_email"], ended.Columns);
            Assert.Equal(["customer_email"], ended.MaskedColumns);
        }
        else
        {
            Assert.Contains("order_id", ended.Columns!);
        }
    }

    [SkippableFact]
    public async Task Answer_that_fails_after_its_decision_has_an_end_without_rows()
    {
        var trace = Guid.NewGuid().ToString("N");

        var (status, _, _) = await mesh.SendAsync(HttpMethod.Get, "/products/orders/rows?after=4711:2", await mesh.TokenAsync("analyst"), trace: trace);

        Assert.Equal(HttpStatusCode.Gone, status);
        Assert.Equal((AuditOutcomes.Failed, 0L), await EndedAsync(trace) is var ended ? (ended.Outcome, ended.Rows) : default);
    }

    private static string ProductOf(string path) => $"orders.{path.Split('/')[2]}";

    private async Task<AuditRecord> EndedAsync(string trace)
    {
        AuditRecord? ended = null;
        await Eventually.HoldsAsync(async () => (ended = (await mesh.AuditAsync("subject=analyst&action=ended")).SingleOrDefault(record => record.CorrelationId == trace)) is not null);
        return ended!;
    }
}
