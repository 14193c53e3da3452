using MeshStarter.Lake.Tables;
using MeshStarter.Platform.Iceberg.Operations;

namespace MeshStarter.Lake.Tests.Tables;

/// <summary>Tables that are published to while their files are being compacted.</summary>
public sealed class ConcurrentCompactionTests
{
    [Fact]
    public async Task Publish_does_not_wait_for_a_compaction_and_both_are_committed()
    {
        using var table = new TestTable("id INTEGER; value INTEGER", "id");
        await table.PublishEachAsync(1, 8, position => $$"""{"id":{{position}},"value":1}""");

        WhenWritten(table, () => table.PublishAsync((9, """{"id":3,"value":2}""")));

        await table.MaintainAsync();

        Assert.Equal(SnapshotOperations.Replace, (await table.CurrentAsync())!.Operation);
        Assert.Equal("9", (await table.CurrentAsync())!.Summary["mesh.outbox-position"]);
        Assert.Equal(2, (await table.PlanAsync()).Files.Count);
        // The late delete is of the compacted file now, and the one that came concurrently went with the rows that it was of.
        Assert.Equal("1", (await table.CurrentAsync())!.Summary["total-delete-files"]);
        Assert.Equal(Enumerable.Range(1, 8).Select(id => $$"""{"id":{{id}},"value":{{(id == 3 ? 2 : 1)}}}"""), await table.SortedAsync());
    }

    [Fact]
    public async Task Rows_that_another_process_replaces_last_of_all_do_not_come_back()
    {
        using var table = new TestTable("id INTEGER; value INTEGER", "id");
        using var rival = table.NewWriter();
        await table.PublishEachAsync(1, 8, position => $$"""{"id":{{position}},"value":1}""");

        table.BeforeNextSwap(() => table.PublishAsync(rival, (9, """{"id":1,"value":2}""")));

        await table.MaintainAsync();

        Assert.Equal(SnapshotOperations.Replace, (await table.CurrentAsync())!.Operation);
        Assert.Equal("""{"id":1,"value":2}""", (await table.SortedAsync())[0]);
        Assert.Equal(8, (await table.RowsAsync()).Count);
    }

    [Fact]
    public async Task Rows_of_a_key_without_a_value_do_not_come_back_either()
    {
        using var table = new TestTable("id INTEGER; part STRING; value INTEGER", "id", "part");
        await table.PublishEachAsync(1, 8, position => $$"""{"id":{{position}},"part":null,"value":1}""");

        WhenWritten(table, () => table.PublishAsync((9, """{"id":1,"part":null,"value":2}""")));

        await table.MaintainAsync();

        Assert.Equal("""{"id":1,"part":null,"value":2}""", (await table.SortedAsync())[0]);
        Assert.Equal(8, (await table.RowsAsync()).Count);
    }

    [Fact]
    public async Task Compaction_yields_to_an_overwrite_of_a_table_without_a_key()
    {
        using var table = new TestTable("id INTEGER; kind STRING");
        using var rival = table.NewWriter();
        await table.PublishBatchesAsync(1, 8, id => $$"""{"id":{{id}},"kind":"a"}""");

        WhenWritten(table, () => table.OverwriteAsync(rival, "d", """{"id":20,"kind":"a"}"""));

        await table.MaintainAsync();

        Assert.Equal(SnapshotOperations.Overwrite, (await table.CurrentAsync())!.Operation);
        Assert.Equal(["""{"id":20,"kind":"a"}"""], await table.RowsAsync());
        // Eight batches and the one that came concurrently: nothing is left of the compaction.
        Assert.Equal(9, table.FilesOnDisk.Count);
    }

    [Theory]
    [InlineData("id")]
    [InlineData(null)]
    public async Task Compaction_into_another_layout_yields_to_rows_deleted_by_their_values(string? key)
    {
        using var table = new TestTable("id INTEGER; value INTEGER", key is null ? [] : [key]);
        table.Product = table.Product with { PartitionBy = LayoutTests.Terms("value identity") };
        await table.PublishBatchesAsync(1, 8, id => $$"""{"id":{{id}},"value":1}""");

        var partition = (await table.PlanAsync()).Files[0].File.Partition;
        table.Product = table.Product with { PartitionBy = LayoutTests.Terms("id bucket[2]") };
        await table.PublishBatchAsync("9", """{"id":9,"value":1}""");
        WhenWritten(table, () => table.CommitEqualityDeletesAsync("id", [3], partition));

        await table.MaintainAsync();

        Assert.Equal(SnapshotOperations.Delete, (await table.CurrentAsync())!.Operation);
        Assert.Equal(Enumerable.Range(1, 9).Where(id => id != 3).Select(id => $$"""{"id":{{id}},"value":1}"""), await table.SortedAsync());
        await table.MaintainAsync();
        Assert.Equal(SnapshotOperations.Replace, (await table.CurrentAsync())!.Operation);
        Assert.Equal(Enumerable.Range(1, 9).Where(id => id != 3).Select(id => $$"""{"id":{{id}},"value":1}"""), await table.SortedAsync());
    }

    [Fact]
    public async Task Compaction_yields_to_rows_deleted_of_a_table_without_a_key()
    {
        using var table = new TestTable("id INTEGER; kind STRING");
        await table.PublishBatchesAsync(1, 8, id => $$"""{"id":{{id}},"kind":"a"}""");

        WhenWritten(table, () => table.CommitDeletesAsync("id = 3"));

        await table.MaintainAsync();

        Assert.Equal(SnapshotOperations.Delete, (await table.CurrentAsync())!.Operation);
        Assert.Equal(Enumerable.Range(1, 8).Where(id => id != 3).Select(id => $$"""{"id":{{id}},"kind":"a"}"""), await table.RowsAsync());
    }

    [Fact]
    public async Task Compaction_yields_to_a_main_that_was_set_back()
    {
        using var table = new TestTable("id INTEGER; value INTEGER", "id");
        await table.PublishEachAsync(1, 8, position => $$"""{"id":{{position}},"value":1}""");

        var before = (await table.CurrentAsync())!;
        await table.PublishAsync((9, """{"id":1,"value":2}"""));
        var read = (await table.CurrentAsync())!;
        WhenWritten(table, () => table.SetMainAsync(read.SnapshotId, before.SnapshotId));

        await table.MaintainAsync();

        Assert.Equal(before.SnapshotId, (await table.CurrentAsync())!.SnapshotId);
        Assert.Equal("""{"id":1,"value":1}""", (await table.SortedAsync())[0]);
    }

    [Fact]
    public async Task Compaction_yields_to_a_main_that_was_set_back_to_what_it_read()
    {
        using var table = new TestTable("id INTEGER; value INTEGER", "id");
        using var rival = table.NewWriter();
        await table.PublishEachAsync(1, 8, position => $$"""{"id":{{position}},"value":1}""");

        var read = (await table.CurrentAsync())!;
        WhenWritten(table, async () =>
        {
            var late = await table.PublishAsync(rival, (9, """{"id":3,"value":2}"""));
            // The next look is the last one, and by then the late delete was taken over.
            table.Catalog.BeforeLoad = () =>
            {
                table.Catalog.BeforeLoad = () => Task.CompletedTask;
                return table.SetMainAsync(late!.SnapshotId, read.SnapshotId);
            };
        });

        await table.MaintainAsync();

        Assert.Equal(read.SnapshotId, (await table.CurrentAsync())!.SnapshotId);
        Assert.Equal(Enumerable.Range(1, 8).Select(id => $$"""{"id":{{id}},"value":1}"""), await table.SortedAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("id bucket[3]")]
    [Trait("Category", "Property")]
    public async Task Readers_see_the_last_state_of_each_key_under_concurrent_changes(string partitions)
    {
        const int Keys = 40;
        var random = new Random(partitions.Length + 7);
        using var table = new TestTable("id INTEGER; value INTEGER", "id");
        table.Product = table.Product with { PartitionBy = LayoutTests.Terms(partitions) };
        using var rival = table.NewWriter();
        Dictionary<int, long> expected = [];
        var position = 0L;
        for (var round = 0; round < Rounds.Of(5); round++)
        {
            await PublishAsync(rival);
            var left = random.Next(4);
            table.Catalog.BeforeLoad = ConcurrentlyAsync;
            table.Catalog.BeforeSwap = ConcurrentlyAsync;
            await table.MaintainAsync();
            table.Catalog.BeforeLoad = table.Catalog.BeforeSwap = () => Task.CompletedTask;
            Assert.Equal(expected.Select(row => $$"""{"id":{{row.Key}},"value":{{row.Value}}}""").Order(StringComparer.Ordinal), await table.SortedAsync());
            Assert.Equal($"{position}", (await table.CurrentAsync())!.Summary["mesh.outbox-position"]);

            // Some of the looks and swaps of this writer, and none of its rival's.
            async Task ConcurrentlyAsync()
            {
                if (left > 0 && random.Next(3) == 0)
                {
                    left--;
                    var (load, swap) = (table.Catalog.BeforeLoad, table.Catalog.BeforeSwap);
                    table.Catalog.BeforeLoad = table.Catalog.BeforeSwap = () => Task.CompletedTask;
                    await PublishAsync(rival);
                    if (random.Next(3) == 0)
                    {
                        await rival.MaintainAsync(table.Product, CancellationToken.None);
                    }

                    (table.Catalog.BeforeLoad, table.Catalog.BeforeSwap) = (load, swap);
                }
            }
        }

        Assert.InRange((await table.PlanAsync()).Files.Count, 1, 40);

        async Task PublishAsync(TableWriter writer)
        {
            List<(long, string)> rows = [];
            for (var count = random.Next(1, 6); count > 0; count--)
            {
                var id = random.Next(Keys);
                expected[id] = ++position;
                rows.Add((position, $$"""{"id":{{id}},"value":{{position}}}"""));
            }

            await table.PublishAsync(writer, [.. rows]);
        }
    }

    // A compaction looks at the table once more when its files are there.
    private static void WhenWritten(TestTable table, Func<Task> happens)
    {
        var files = table.FilesOnDisk.Count;
        table.Catalog.BeforeLoad = () =>
        {
            if (table.FilesOnDisk.Count == files)
            {
                return Task.CompletedTask;
            }

            table.Catalog.BeforeLoad = () => Task.CompletedTask;
            return happens().WaitAsync(TimeSpan.FromMinutes(1));
        };
    }
}
