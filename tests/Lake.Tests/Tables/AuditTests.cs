using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;
using MeshStarter.LakeKit;

namespace MeshStarter.Lake.Tests.Tables;

public sealed class AuditTests
{
    [Fact]
    public async Task Batch_that_fails_a_check_is_not_seen_and_leaves_nothing_and_the_next_one_is_published()
    {
        using var table = BatchTests.Checked("id INTEGER; status STRING", [], new AcceptedValuesCheck("status", ["placed"]));
        await table.PublishAsync((1, """{"id":1,"status":"placed"}"""));
        var (snapshot, files) = (await table.CurrentAsync(), table.FilesOnDisk);

        var refused = await table.StageAsync((2, """{"id":2,"status":"lost"}"""), (3, """{"id":3,"status":"placed"}"""));
        Assert.True(refused.IsQuarantined);
        Assert.Equal(("1 row: status is none of placed.", 1L), (refused.Findings[0].Result.Reason, refused.Findings[0].Result.FailingRows));
        Assert.Equal(snapshot!.SnapshotId, (await table.CurrentAsync())!.SnapshotId);
        Assert.Equal(files, table.FilesOnDisk);

        var later = await table.StageAsync((4, """{"id":4,"status":"placed"}"""));
        Assert.False(later.IsQuarantined);
        Assert.Equal(["""{"id":1,"status":"placed"}""", """{"id":4,"status":"placed"}"""], await table.RowsAsync());
    }

    [Fact]
    [Trait("Category", "Slow")]
    public Task Rows_without_a_key_that_do_not_fit_into_memory_are_audited_too() => Rows_that_do_not_fit_into_memory_are_audited_all_the_same();

    // 700 MiB, where 512 may be taken.
    [Theory]
    [InlineData("id")]
    public async Task Rows_that_do_not_fit_into_memory_are_audited_all_the_same(params string[] key)
    {
        using var table = BatchTests.Checked("id INTEGER; status STRING", key, new UniqueCheck(["id"]), new NotNullCheck(["status"]));
        using var writer = table.NewWriter();

        var findings = await writer.AuditAsync(table.Product, "SELECT i::INTEGER AS id, repeat(md5(i::VARCHAR), 112) AS status FROM range(200_000) AS r(i)", CancellationToken.None);

        Assert.All(findings, finding => Assert.Equal(CheckOutcome.Passed, finding.Result.Outcome));
        Assert.Equal(2, findings.Count);
    }

    [Fact]
    public async Task Warning_is_said_and_the_batch_published()
    {
        using var table = BatchTests.Checked("id INTEGER; status STRING", [], new NotNullCheck(["status"]) { Severity = CheckSeverity.Warn });

        var outcome = await table.StageAsync((1, """{"id":1}"""));

        Assert.Equal((false, CheckOutcome.Failed), (outcome.IsQuarantined, outcome.Findings[0].Result.Outcome));
        Assert.Single(await table.RowsAsync());
    }

    [Fact]
    public async Task Value_that_must_be_unique_is_looked_for_in_the_table_too()
    {
        using var table = BatchTests.Checked("id INTEGER; code STRING", [], new UniqueCheck(["code"]));
        await table.PublishAsync((1, """{"id":1,"code":"a"}"""));

        Assert.True((await table.StageAsync((2, """{"id":2,"code":"a"}"""))).IsQuarantined);
        Assert.False((await table.StageAsync((3, """{"id":3,"code":"b"}"""))).IsQuarantined);
    }

    [Fact]
    public async Task Row_that_is_replaced_does_not_count_against_its_successor()
    {
        using var table = BatchTests.Checked("id INTEGER; code STRING", ["id"], new UniqueCheck(["code"]), new UniqueCheck(["id"]));
        await table.PublishAsync((1, """{"id":1,"code":"a"}"""), (2, """{"id":2,"code":"b"}"""));

        Assert.False((await table.StageAsync((3, """{"id":1,"code":"c"}"""), (4, """{"id":1,"code":"a"}"""))).IsQuarantined);
        Assert.True((await table.StageAsync((5, """{"id":1,"code":"b"}"""))).IsQuarantined);

        Assert.Equal(["""{"id":1,"code":"a"}""", """{"id":2,"code":"b"}"""], await table.SortedAsync());
    }

    [Fact]
    public async Task Part_of_a_key_that_must_be_unique_is_looked_for_in_the_table_too()
    {
        using var table = BatchTests.Checked("id INTEGER; line INTEGER; code STRING", ["id", "line"], new UniqueCheck(["id", "line", "code"]), new UniqueCheck(["line"]));
        await table.PublishAsync((1, """{"id":1,"line":1,"code":"a"}"""));

        Assert.False((await table.StageAsync((2, """{"id":1,"line":1,"code":"b"}"""))).IsQuarantined);
        Assert.True((await table.StageAsync((3, """{"id":2,"line":1,"code":"c"}"""))).IsQuarantined);
        Assert.False((await table.StageAsync((4, """{"id":2,"line":2,"code":"c"}"""))).IsQuarantined);
    }

    [Fact]
    public async Task Reference_is_looked_up_in_the_other_products_table()
    {
        using var table = BatchTests.Checked("id INTEGER", [], new ReferentialCheck("id", DataProductId.Parse("orders.orders"), "id"));

        // Its own table is the other one here, and nothing is in it yet.
        Assert.True((await table.StageAsync((1, """{"id":1}"""))).IsQuarantined);

        table.Product = table.Product with { Quality = new QualityTerms() };
        await table.PublishAsync((2, """{"id":1}"""));
        table.Product = table.Product with { Quality = new QualityTerms { Checks = [new ReferentialCheck("id", DataProductId.Parse("orders.orders"), "id")] } };
        Assert.False((await table.StageAsync((3, """{"id":1}"""))).IsQuarantined);
        Assert.True((await table.StageAsync((4, """{"id":2}"""))).IsQuarantined);
    }

    [Fact]
    public async Task Reference_to_another_domain_is_looked_up_where_its_values_are_given_and_keeps_back_the_batch_where_not_unless_it_only_warns()
    {
        var check = new ReferentialCheck("id", DataProductId.Parse("billing.payments"), "order_id");
        using var table = BatchTests.Checked("id INTEGER", [], check);
        Assert.True((await table.StageAsync((1, """{"id":1}"""))).IsQuarantined);
        Assert.Empty(table.FilesOnDisk);

        table.Referenced[(DataProductId.Parse("billing.payments"), "order_id")] = "SELECT unnest([1, 2]) AS order_id";
        Assert.False((await table.StageAsync((1, """{"id":1}"""), (2, """{"id":2}"""))).IsQuarantined);
        var refused = await table.StageAsync((3, """{"id":3}"""));
        Assert.Equal("1 row: id is not in billing.payments.order_id.", refused.Findings[0].Result.Reason);

        table.Referenced.Clear();
        table.Product = table.Product with { Quality = new QualityTerms { Checks = [check with { Severity = CheckSeverity.Warn }] } };
        var outcome = await table.StageAsync((3, """{"id":3}"""));
        Assert.Equal((false, "billing.payments.order_id cannot be read here."), (outcome.IsQuarantined, outcome.Findings[0].Result.Reason));
        Assert.Equal(3, (await table.RowsAsync()).Count);
    }
}
