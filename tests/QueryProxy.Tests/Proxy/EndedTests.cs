using MeshStarter.Contracts.Products;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.QueryProxy.Tests.Clients;

namespace MeshStarter.QueryProxy.Tests.Proxy;

/// <summary>The record of an answer's end follows the decision that permitted it, at both endpoints.</summary>
[Collection(ClientCollection.Name)]
public sealed class EndedTests(ClientFixture mesh)
{
    [Fact]
    public async Task Answer_that_is_read_to_its_end_is_recorded_with_its_rows_and_columns()
    {
        var session = mesh.Session(mesh.Analyst);
        await session.RunAsync("SELECT customer_email, total FROM orders.orders WHERE status = 'needle-no-status' OR total >= 0 LIMIT 17");

        var (decision, ended) = await RecordsAsync(session.Id);

        Assert.Equal((AuditOutcomes.Finished, 17L, decision.Id), (ended.Outcome, ended.Rows, ended.Follows));
        Assert.Equal(["customer_email", "status", "total"], ended.Columns);
        Assert.Equal(["customer_email"], ended.MaskedColumns);
        Assert.Equal((decision.Subject, decision.Product, decision.Service, true), (ended.Subject, ended.Product, ended.Service, ended.Permit));
        Assert.True(ended.OccurredAt >= decision.OccurredAt);
        Assert.DoesNotContain("needle", ended.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SELECT status, total FROM orders.orders LIMIT 1")]
    [InlineData("SELECT status FROM orders.orders WHERE customer_email IS NOT NULL LIMIT 1", "customer_email")]
    [InlineData("SELECT * FROM orders.orders LIMIT 1", "customer_address", "customer_email")]
    [InlineData("SELECT orders.orders FROM orders.orders LIMIT 1", "customer_address", "customer_email")]
    [InlineData("SELECT status FROM orders.orders LIMIT (SELECT count(*) FROM orders.orders WHERE customer_email LIKE 'a%')", "customer_email")]
    [InlineData("SELECT count(*) FROM orders.\"orders$snapshots\"")]
    public async Task Records_name_the_masks_of_columns_that_the_query_uses(string sql, params string[] masked)
    {
        var session = mesh.Session(mesh.Analyst);
        await session.RunAsync(sql);

        var (decision, ended) = await RecordsAsync(session.Id);

        Assert.Equal(masked, decision.MaskedColumns);
        Assert.Equal(masked, ended.MaskedColumns.Order());
    }

    [Fact]
    public async Task Each_product_of_a_query_has_one_end()
    {
        var session = mesh.Session(mesh.Analyst);
        await session.RunAsync("SELECT a.status, g.id FROM orders.orders a JOIN orders.orders b USING (order_id) CROSS JOIN payments.grown g LIMIT 5");
        var id = session.Id;

        await Eventually.HoldsAsync(() => Ends(id).Count >= 2);

        Assert.Equal(["orders.orders", "payments.grown"], Ends(id).Select(record => record.Product.ToString()).Order());
        Assert.All(Ends(id), record => Assert.Equal((AuditOutcomes.Finished, 5L), (record.Outcome, record.Rows)));
        Assert.Equal(["id"], Ends(id).Single(record => record.Product.ToString() == "payments.grown").Columns);
    }

    [Fact]
    public async Task Each_major_version_of_a_query_has_an_end_with_its_own_columns()
    {
        foreach (var major in (int[])[1, 2])
        {
            var columns = new[] { TestProducts.Column("id", "BIGINT"), TestProducts.Column("note", "STRING", tags: ["pii.email"]) };
            await mesh.PublishAsync(TestProducts.Major("inventory.ended", columns, new ProductVersion(major, 0, 0), isDefault: major == 2), "SELECT 1 AS id, 'x' AS note");
        }

        var session = mesh.Session(mesh.Analyst);
        await session.RunAsync("SELECT a.id, b.note FROM inventory.ended AS a JOIN inventory.\"ended@1\" AS b ON a.id = b.id");
        var id = session.Id;

        await Eventually.HoldsAsync(() => Ends(id).Count >= 2);

        Assert.Equal(Records(id).Where(record => record.Action == AuditActions.Read).Select(record => record.Id).Order(), Ends(id).Select(record => record.Follows!.Value).Order());
        Assert.Equal(["id, note: note", "id: "], Ends(id).Select(record => $"{string.Join(", ", record.Columns!)}: {string.Join(", ", record.MaskedColumns)}").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("SELECT CAST(status AS INTEGER) FROM orders.orders", AuditOutcomes.Failed)]
    [InlineData("SELECT * FROM orders.orders, payments.ledger", AuditOutcomes.Refused)]
    public async Task Query_that_fails_after_a_product_was_permitted_ends_without_rows(string sql, string outcome)
    {
        var session = mesh.Session(mesh.Analyst);
        await session.RunAsync(sql);

        var (_, ended) = await RecordsAsync(session.Id);

        Assert.Equal((outcome, 0L, "orders.orders"), (ended.Outcome, ended.Rows, ended.Product.ToString()));
    }

    [Fact]
    public async Task Query_that_its_caller_stops_is_cancelled_with_the_rows_that_were_given_out()
    {
        var session = mesh.Session(mesh.Analyst);
        var page = await session.UntilRowsAsync(await session.ReadAsync(await session.BeginAsync("SELECT a.status, lpad('', 1000, 'x') FROM orders.orders a CROSS JOIN range(200)")));

        using var stopped = await session.SendAsync(HttpMethod.Delete, TrinoSession.Next(page));

        var (_, ended) = await RecordsAsync(session.Id);
        Assert.Equal((AuditOutcomes.Cancelled, page["data"]!.AsArray().Count), (ended.Outcome, (int)ended.Rows!));
    }

    [Fact]
    public async Task Refusal_has_no_end_and_says_whether_the_product_was_concealed()
    {
        var (refused, hidden, last) = (mesh.Session(mesh.Analyst), mesh.Session(mesh.Analyst), mesh.Session(mesh.Analyst));
        await refused.RunAsync("SELECT * FROM payments.ledger");
        await hidden.RunAsync("SELECT * FROM hidden.vault");
        await last.RunAsync("SELECT count(*) FROM orders.orders");
        await RecordsAsync(last.Id);

        Assert.Equal([false], Records(refused.Id).Select(record => record.Concealed));
        Assert.Equal([true], Records(hidden.Id).Where(record => record.Product is not null).Select(record => record.Concealed));
        Assert.Empty(Ends(refused.Id).Concat(Ends(hidden.Id)));
    }

    [Theory]
    [InlineData("DESCRIBE")]
    [InlineData("SHOW COLUMNS FROM")]
    [InlineData("SHOW CREATE TABLE")]
    public async Task Description_of_a_product_is_recorded_without_an_end_and_says_whether_it_was_concealed(string statement)
    {
        var (open, hidden, last) = (mesh.Session(mesh.Analyst), mesh.Session(mesh.Analyst), mesh.Session(mesh.Analyst));
        await open.RunAsync($"{statement} orders.orders");
        await hidden.RunAsync($"{statement} hidden.vault");
        await last.RunAsync("SELECT count(*) FROM orders.orders");
        await RecordsAsync(last.Id);

        Assert.Equal((AuditActions.Discover, true, null), Assert.Single(Records(open.Id)) is var found ? (found.Action, found.Permit, found.Concealed) : default);
        var refused = Assert.Single(Records(hidden.Id), record => record.Product is not null);
        Assert.Equal((AuditActions.Discover, false, true, "hidden.vault"), (refused.Action, refused.Permit, refused.Concealed, refused.Product.ToString()));
        Assert.DoesNotContain(Records(hidden.Id), record => record.Concealed != true && record.Reason.Contains("vault", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Direct_answer_ends_finished_and_one_whose_reader_goes_away_cancelled()
    {
        using var whole = await mesh.AskAsync("SELECT status FROM orders.orders LIMIT 9");
        await whole.Content.ReadAsStringAsync();
        var (_, finished) = await RecordsAsync(whole.Headers.GetValues("X-Mesh-Query-Id").Single());
        Assert.Equal((AuditOutcomes.Finished, 9L), (finished.Outcome, finished.Rows));

        string left;
        using (var answer = await mesh.AskAsync("SELECT a.status, lpad('', 1000, 'x') FROM orders.orders a CROSS JOIN range(300)"))
        {
            left = answer.Headers.GetValues("X-Mesh-Query-Id").Single();
            await (await answer.Content.ReadAsStreamAsync()).ReadExactlyAsync(new byte[1000]);
        }

        var (_, cancelled) = await RecordsAsync(left);
        Assert.Equal(AuditOutcomes.Cancelled, cancelled.Outcome);
        Assert.InRange(cancelled.Rows!.Value, 1, 299_999);
    }

    [Fact]
    public async Task Proxy_that_stops_records_the_ends_of_answers_that_are_not_read()
    {
        string id;
        await using (var proxy = await mesh.StartAsync())
        {
            var session = new TrinoSession(proxy.Http, mesh.Analyst);
            var page = await session.ReadAsync(await session.BeginAsync("SELECT status FROM orders.orders"));
            id = page["id"]!.GetValue<string>();
            await Eventually.HoldsAsync(() => Records(id).Count > 0);
        }

        var (_, ended) = await RecordsAsync(id);
        Assert.NotEqual(AuditOutcomes.Finished, ended.Outcome);
        Assert.Equal(0, ended.Rows);
    }

    private List<AuditRecord> Records(string id) => [.. mesh.Services.Audit.Where(record => record.CorrelationId == id)];

    private List<AuditRecord> Ends(string id) => [.. Records(id).Where(record => record.Action == AuditActions.Ended)];

    private async Task<(AuditRecord Decision, AuditRecord Ended)> RecordsAsync(string id)
    {
        await Eventually.HoldsAsync(() => Ends(id).Count > 0);
        var ended = Assert.Single(Ends(id));
        return (Records(id).Single(record => record.Id == ended.Follows), ended);
    }
}
