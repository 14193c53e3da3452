using System.Text.Json;
using Dapper;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Quality;
using MeshStarter.Contracts.Types;
using MeshStarter.Lake.Tables;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Sdk.Batches;
using MeshStarter.Sdk.Consuming;
using MeshStarter.Sdk.Publishing;
using MeshStarter.Sdk.Tests.Batches;
using MeshStarter.Sdk.Tests.Quality;

namespace MeshStarter.Sdk.Tests.Branches;

public sealed class BranchPublisherTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const string Orders = "checked.orders";

    [SkippableFact]
    public async Task Rows_of_a_branch_take_the_way_of_every_row_and_once()
    {
        await using var world = await StartAsync();
        await world.WriteBranchAsync(Orders, "fix", "SELECT 2 AS order_id, 'paid' AS status");
        await world.EmitAsync((Orders, """{"order_id":3,"status":"placed"}"""));
        await world.HasRowsAsync(Orders, "placed", "placed", "placed");
        await world.WriteBranchAsync(Orders, "fix", "SELECT 4 AS order_id, 'paid' AS status");

        Assert.Equal(2, (await world.Service.PublishAsync(Orders, "fix")).Rows);
        await world.Service.PublishAsync(Orders, "fix");

        await world.HasRowsAsync(Orders, "placed", "paid", "placed", "paid");
        Assert.Equal(["""{"order_id":2,"status":"paid"}""", """{"order_id":4,"status":"paid"}"""], (await world.OutboxAsync(Orders)).TakeLast(2));
        Assert.Equal(5, (await world.OutboxAsync(Orders)).Count);
    }

    [SkippableFact]
    public async Task Branch_that_is_refused_publishes_nothing_and_says_why()
    {
        await using var world = await StartAsync();
        await world.WriteBranchAsync(Orders, "bad", "SELECT * FROM (VALUES (5, 'paid'), (6, 'lost')) AS r(order_id, status)");
        await world.WriteBranchAsync(Orders, "gap", "SELECT * FROM (VALUES (7, 'paid'), (NULL, 'paid')) AS r(order_id, status)");
        await world.WriteBranchAsync(Orders, "orc", "SELECT 3 AS order_id, 'paid' AS status", format: "orc");
        await world.WriteBranchAsync(Orders, "less", "SELECT 1 AS order_id, 'paid' AS status", rewrites: true);

        var (_, findings, rows) = await world.Service.PublishAsync(Orders, "bad");
        Assert.Equal((0L, "1 row: status is none of placed, paid."), (rows, findings[0].Result.Reason));
        Assert.Contains("\"order_id\":6", Assert.Single(findings[0].Sample), StringComparison.Ordinal);
        await Assert.ThrowsAsync<ContractViolationException>(() => world.Service.PublishAsync(Orders, "gap"));
        Assert.Equal("branch: \"orc\" needs data files that are not Parquet, which are not read here. Write its rows to a new branch without, and publish that.", await RefusalAsync("orc"));
        Assert.Equal(
            "branch: \"less\" removes 1 row of checked.orders and has no row with its order_id in place of it: a branch replaces rows by their key, and takes none away. Put them back, changed or not, and publish it then.", await RefusalAsync("less"));
        Assert.Equal("branch: the table has no branch \"none\" alongside main.", await RefusalAsync("none"));
        Assert.Equal("branch: the table has no branch \"main\" alongside main.", await RefusalAsync("main"));
        Assert.Equal(2, (await world.OutboxAsync(Orders)).Count);

        async Task<string> RefusalAsync(string branch) => (await Assert.ThrowsAsync<IcebergValidationException>(() => world.Service.PublishAsync(Orders, branch))).Message;
    }

    [SkippableFact]
    public async Task Rows_of_one_key_are_refused_together_and_published_one_after_the_other()
    {
        await using var world = await StartAsync();
        await world.WriteBranchAsync(Orders, "two", "SELECT * FROM (VALUES (5, 'paid'), (5, 'placed'), (6, 'paid')) AS r(order_id, status)");
        await world.WriteBranchAsync(Orders, "later", "SELECT 5 AS order_id, 'placed' AS status");

        var (_, findings, rows) = await world.Service.PublishAsync(Orders, "two");
        Assert.Equal((0L, "unique: 2 rows: another row of the branch has the same order_id."), (rows, CheckResult.Reasons(findings.Select(finding => finding.Result))));
        Assert.Equal(2, (await world.OutboxAsync(Orders)).Count);

        await world.Service.PublishAsync(Orders, "later");
        await world.HasRowsAsync(Orders, "placed", "placed", "placed");
        await world.WriteBranchAsync(Orders, "later", "SELECT 5 AS order_id, 'paid' AS status");
        await world.Service.PublishAsync(Orders, "later");
        await world.HasRowsAsync(Orders, "placed", "placed", "paid");
    }

    [SkippableFact]
    public async Task Branch_of_a_product_that_a_pipeline_computes_is_refused_with_what_to_do()
    {
        await using var world = await StartAsync();
        await world.WriteBranchAsync(Orders, "add", "SELECT 5 AS order_id, 'paid' AS status");

        var refused = await Assert.ThrowsAsync<IcebergValidationException>(() => world.Service.PublishAsync(world.Service.Product(Orders) with { HasPipeline = true }, "add"));

        Assert.Equal(
            "branch: a pipeline computes the rows of checked.orders@1, and its next run would take those of \"add\" away again. Correct the pipeline or its inputs, and run the windows once more with `mesh pipeline backfill`.", refused.Message);
        Assert.Equal(2, (await world.OutboxAsync(Orders)).Count);
    }

    [SkippableTheory]
    [InlineData(false, "SELECT * FROM (VALUES (1, 'paid'), (3, 'placed')) AS r(order_id, status)", "order_id = 1")]
    [InlineData(true, "SELECT * FROM (VALUES (2, 'placed'), (1, 'paid'), (3, 'placed')) AS r(order_id, status)", null)]
    public async Task Rows_replaced_by_others_of_their_keys_are_published_and_rewritten_ones_are_not(bool rewrites, string rows, string? deleted)
    {
        await using var world = await StartAsync();
        await world.WriteBranchAsync(Orders, "over", rows, deleted, rewrites);

        Assert.Equal(2, (await world.Service.PublishAsync(Orders, "over")).Rows);
        await world.HasRowsAsync(Orders, "paid", "placed", "placed");
        Assert.Equal(2, (await world.Service.PublishAsync(Orders, "over")).Rows);

        Assert.Equal(["""{"order_id":1,"status":"paid"}""", """{"order_id":3,"status":"placed"}"""], (await world.OutboxAsync(Orders)).Skip(2));
    }

    [SkippableFact]
    public async Task Branch_begun_without_main_adds_rows_to_the_state_that_main_had_then()
    {
        await using var world = await StartAsync();
        await world.WriteBranchAsync(Orders, "alone", "SELECT 1 AS order_id, 'paid' AS status", isRooted: false);
        await world.WriteBranchAsync(Orders, "late", "SELECT 2 AS order_id, 'paid' AS status", isRooted: false);
        await world.EmitAsync((Orders, """{"order_id":2,"status":null}"""));
        await world.HasRowsAsync(Orders, "placed", null);

        Assert.Equal(1, (await world.Service.PublishAsync(Orders, "alone")).Rows);
        await Assert.ThrowsAsync<IcebergConflictException>(() => world.Service.PublishAsync(Orders, "late"));

        await world.HasRowsAsync(Orders, "paid", null);
    }

    [SkippableFact]
    public async Task Branch_goes_on_after_it_was_published()
    {
        await using var world = await StartAsync();
        await world.WriteBranchAsync(Orders, "over", "SELECT 1 AS order_id, 'paid' AS status", "order_id = 1");
        await world.Service.PublishAsync(Orders, "over");
        await world.HasRowsAsync(Orders, "paid", "placed");

        await world.WriteBranchAsync(Orders, "over", "SELECT 2 AS order_id, 'paid' AS status", "order_id = 2");
        await world.Service.PublishAsync(Orders, "over");

        await world.HasRowsAsync(Orders, "paid", "paid");
        Assert.Equal(4, (await world.OutboxAsync(Orders)).Count);
    }

    [SkippableFact]
    public async Task Row_that_main_has_changed_since_is_not_set_back()
    {
        const string Rows = "SELECT * FROM (VALUES (1, 'paid'), (3, 'paid')) AS r(order_id, status)";
        await using var world = await StartAsync();
        await world.WriteBranchAsync(Orders, "add", Rows);
        await world.WriteBranchAsync(Orders, "over", Rows, "order_id = 1");
        await world.EmitAsync((Orders, """{"order_id":2,"status":"paid"}"""), (Orders, """{"order_id":1,"status":null}"""));
        await world.HasRowsAsync(Orders, null, "paid");

        foreach (var branch in (string[])["add", "over"])
        {
            var refused = await Assert.ThrowsAsync<IcebergConflictException>(() => world.Service.PublishAsync(Orders, branch));
            Assert.Contains($"main has changed 1 of the rows that \"{branch}\" changes", refused.Message, StringComparison.Ordinal);
        }

        Assert.Equal(4, (await world.OutboxAsync(Orders)).Count);
    }

    [SkippableFact]
    public async Task Row_whose_newer_state_is_on_its_way_is_not_set_back()
    {
        await using var world = await StartAsync();
        await world.WriteBranchAsync(Orders, "over", "SELECT 1 AS order_id, 'paid' AS status", "order_id = 1");
        // From here on no row gets a position.
        await world.Service.StopSequencingAsync();
        await world.Database.CommitAsync(transaction => transaction.Connection!.ExecuteAsync(
            """INSERT INTO mesh.outbox (product, event_id, subject, occurred_at, data) VALUES ('checked.orders_v1', gen_random_uuid(), '1', now(), '{"order_id":1,"status":null}')""", transaction: transaction));

        var refused = await Assert.ThrowsAsync<IcebergConflictException>(() => world.Service.PublishAsync(Orders, "over"));
        Assert.Contains("of 1 of the keys that \"over\" changes, others have emitted rows which the table does not hold yet", refused.Message, StringComparison.Ordinal);
        Assert.Equal(3, (await world.OutboxAsync(Orders)).Count);
    }

    [SkippableFact]
    public async Task Transaction_that_emits_and_does_not_end_is_waited_for_and_not_for_ever()
    {
        await using var world = await StartAsync();
        await world.WriteBranchAsync(Orders, "over", "SELECT 1 AS order_id, 'paid' AS status", "order_id = 1");

        await world.Database.CommitAsync(async emitting =>
        {
            await emitting.Connection!.ExecuteAsync("LOCK TABLE mesh.outbox IN ROW EXCLUSIVE MODE", transaction: emitting);
            Assert.Contains("does not end", (await Assert.ThrowsAsync<IcebergConflictException>(() => world.Service.PublishAsync(Orders, "over"))).Message, StringComparison.Ordinal);
        });

        Assert.Equal(1, (await world.Service.PublishAsync(Orders, "over")).Rows);
        await world.HasRowsAsync(Orders, "paid", "placed");
    }

    [SkippableFact]
    public async Task Facts_may_be_rewritten_alongside_new_ones_and_none_removed()
    {
        const string Events = "checked.events";
        await using var world = await StartAsync(Orders, Events);
        await world.EmitAsync((Events, """{"order_id":1}"""), (Events, """{"order_id":1}"""), (Events, """{"order_id":2}"""));
        await Eventually.HoldsAsync(async () => (await world.RowsAsync(Events, 1)).Count == 3);
        await world.WriteBranchAsync(Events, "more", "SELECT unnest([1, 2, 1, 2, 1, 1]) AS order_id", rewrites: true);
        await world.WriteBranchAsync(Events, "less", "SELECT unnest([1, 2, 2]) AS order_id", rewrites: true);

        var refused = await Assert.ThrowsAsync<IcebergValidationException>(() => world.Service.PublishAsync(Events, "less"));
        Assert.Equal(3, (await world.Service.PublishAsync(Events, "more")).Rows);

        Assert.Contains("\"less\" removes 1 row of checked.events, which has no key", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["""{"order_id":1}""", """{"order_id":1}""", """{"order_id":2}"""], (await world.OutboxAsync(Events)).Skip(3).Order(StringComparer.Ordinal));
    }

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Branch_is_published_once_whatever_columns_its_contract_gets(int place)
    {
        const string Events = "checked.events";
        await using var world = await StartAsync(Orders, Events);
        await world.EmitAsync((Events, """{"order_id":1}"""));
        await Eventually.HoldsAsync(async () => (await world.RowsAsync(Events, 1)).Count == 1);
        await world.WriteBranchAsync(Events, "late", "SELECT unnest([2, 2]) AS order_id");
        await world.Service.PublishAsync(Events, "late");

        var product = world.Service.Product(Events);
        List<ColumnDefinition> columns = [.. product.Descriptor.Schema];
        columns.Insert(place, new ColumnDefinition { Name = "note", Type = ColumnType.Parse("STRING") });
        product = product with { Descriptor = product.Descriptor with { Schema = columns } };
        await ProductTable.OpenAsync(world.Catalog.Tables, product.Descriptor, CancellationToken.None);
        await world.WriteBranchAsync(Events, "late", "SELECT 1 AS order_id, 'seen' AS note UNION ALL SELECT 2, 'again' UNION ALL SELECT 2, NULL", columns: columns);

        Assert.Equal(5, (await world.Service.PublishAsync(product, "late")).Rows);
        await world.Service.PublishAsync(product, "late");

        Assert.Equal([1, 1, 2, 2, 2, 2], (await world.OutboxAsync(Events)).Select(row => JsonElement.Parse(row).GetProperty("order_id").GetInt32()).Order());
        Assert.Equal([null, "again", "seen"], (await world.OutboxAsync(Events)).Skip(3).Select(row => JsonElement.Parse(row).GetProperty("note").GetString()).Order(StringComparer.Ordinal));
    }

    [SkippableFact]
    public async Task Product_of_whole_batches_takes_a_branch_as_one_and_goes_on_with_its_own()
    {
        const string Totals = "checked.daily_totals";
        await using var world = await CheckedWorld.StartServiceAsync(postgres, Totals);
        var totals = DataProductTableTests.Typed(world.Service);
        DailyTotalsRow[] first = [new(new DateOnly(2026, 1, 1), 1)], last = [new(new DateOnly(2026, 1, 3), 3)];
        await totals.PublishAsync("first", first, CancellationToken.None);
        await world.WriteBranchAsync(Totals, "late", "SELECT DATE '2026-01-02' AS day, 2::BIGINT AS payments");

        Assert.Equal(1, (await world.Service.PublishAsync(Totals, "late")).Rows);
        Assert.Equal(1, (await world.Service.PublishAsync(Totals, "late")).Rows);
        await totals.PublishAsync("last", last, CancellationToken.None);

        Assert.Equal(3, (await world.RowsAsync(Totals, 1)).Count);
        Assert.Empty(await world.OutboxAsync(Totals));
        await world.WriteBranchAsync(Totals, "twice", "SELECT DATE '2026-01-02' AS day, 5::BIGINT AS payments");
        Assert.Contains((await world.Service.PublishAsync(Totals, "twice")).Findings, finding => finding.Result.Quarantines);
    }

    [SkippableTheory]
    [InlineData(1, null, "1 , 2 placed")]
    [InlineData(2, "paid", "1 paid, 2 paid")]
    public async Task Main_that_changes_while_a_branch_is_committed_as_a_batch_is_not_set_back(int changes, string? status, string becomes)
    {
        await using var world = await CheckedWorld.StartServiceAsync(postgres, Orders);
        var orders = world.Service.Open(world.Service.Product(Orders));
        Order[] first = [new(1, "placed"), new(2, "placed")], between = [new(changes, status)];
        await orders.RunAsync("first", BatchPlace.Keys, first.ToAsyncEnumerable(), datasets: [], source: null, CancellationToken.None);
        await Eventually.HoldsAsync(async () => (await world.Catalog.TableAsync(Orders))?.Properties.ContainsKey(FencingToken.Property) == true);
        await world.WriteBranchAsync(Orders, "over", "SELECT 1 AS order_id, 'paid' AS status");
        world.Catalog.Tables.BeforeSwap = async () =>
        {
            world.Catalog.Tables.BeforeSwap = () => Task.CompletedTask;
            await orders.RunAsync("between", BatchPlace.Keys, between.ToAsyncEnumerable(), datasets: [], source: null, CancellationToken.None);
        };

        var published = await Record.ExceptionAsync(() => world.Service.PublishAsync(Orders, "over"));

        Assert.Equal(becomes, string.Join(", ", (await world.RowsAsync(Orders, 1)).Select(row => JsonSerializer.Deserialize<Order>(row, RowReading.Options)!).OrderBy(order => order.OrderId).Select(order => $"{order.OrderId} {order.Status}")));
        if (changes == 1)
        {
            Assert.Contains("main has changed 1 of the rows that \"over\" changes", Assert.IsType<IcebergConflictException>(published).Message, StringComparison.Ordinal);
        }
        else
        {
            Assert.Null(published);
        }
    }

    private sealed record Order(int OrderId, string? Status);

    private Task<CheckedWorld> StartAsync() => StartAsync(Orders);

    private async Task<CheckedWorld> StartAsync(params string[] products)
    {
        var world = await CheckedWorld.StartServiceAsync(postgres, products);
        await world.EmitAsync((Orders, """{"order_id":1,"status":"placed"}"""), (Orders, """{"order_id":2,"status":"placed"}"""));
        await world.HasRowsAsync(Orders, "placed", "placed");
        return world;
    }
}
