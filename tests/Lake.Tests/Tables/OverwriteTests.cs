using FsCheck;
using FsCheck.Fluent;
using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Lake.Reading;
using MeshStarter.Platform.Iceberg.Partitioning;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Platform.Iceberg.Types;
using MeshStarter.Platform.Iceberg.Values;

namespace MeshStarter.Lake.Tests.Tables;

[Trait("Category", "Quick")]
public sealed class OverwriteTests
{
    [Fact]
    public async Task Partitions_that_the_batch_has_rows_of_are_replaced_whole_and_others_stay()
    {
        using var table = Partitioned("id INTEGER; kind STRING", "kind identity");
        await table.PublishBatchAsync("a", """{"id":1,"kind":"a"}""", """{"id":2,"kind":"b"}""", """{"id":3,"kind":null}""");
        await table.PublishBatchAsync("b", """{"id":4,"kind":"a"}""", """{"id":5,"kind":"c"}""");

        var outcome = await table.OverwriteAsync("c", """{"id":6,"kind":"a"}""", """{"id":7,"kind":null}""", """{"id":8,"kind":"d"}""");

        Assert.Equal(["""{"id":2,"kind":"b"}""", """{"id":5,"kind":"c"}""", """{"id":6,"kind":"a"}""", """{"id":7,"kind":null}""", """{"id":8,"kind":"d"}"""], await table.SortedAsync());
        var summary = outcome.Snapshot!.Summary;
        Assert.Equal(("overwrite", "3", "3", "5"), (outcome.Snapshot.Operation, summary["deleted-data-files"], summary["deleted-records"], summary["total-records"]));
        Assert.Empty((await table.PlanAsync()).Files.SelectMany(file => file.Deletes));
    }

    [Fact]
    public async Task Overwrite_that_replaces_nothing_is_an_append()
    {
        using var table = Partitioned("id INTEGER; kind STRING", "kind identity");
        await table.PublishBatchAsync("a", """{"id":1,"kind":"a"}""");

        Assert.Equal("append", (await table.OverwriteAsync("b", """{"id":2,"kind":"b"}""")).Snapshot!.Operation);
        Assert.Equal("append", (await table.OverwriteAsync("c")).Snapshot!.Operation);
        Assert.Equal(2, (await table.RowsAsync()).Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("id")]
    public async Task Table_without_partitions_is_replaced_whole(string key)
    {
        using var table = new TestTable("id INTEGER; value STRING", key.Length == 0 ? [] : [key]);
        await table.PublishBatchAsync("a", """{"id":1,"value":"a"}""", """{"id":2,"value":"b"}""");
        await table.PublishBatchAsync("b", """{"id":2,"value":"c"}""");

        await table.OverwriteAsync("c", """{"id":3,"value":"d"}""");
        Assert.Equal(["""{"id":3,"value":"d"}"""], await table.RowsAsync());
        Assert.Empty((await table.PlanAsync()).Files.SelectMany(file => file.Deletes));

        Assert.Equal("delete", (await table.OverwriteAsync("d")).Snapshot!.Operation);
        Assert.Empty(await table.RowsAsync());
    }

    [Fact]
    public async Task Deletes_of_files_that_stay_stay_and_others_go()
    {
        using var table = Partitioned("id INTEGER; kind STRING", "kind identity", "id");
        await table.PublishBatchAsync("a", """{"id":1,"kind":"a"}""", """{"id":2,"kind":"a"}""", """{"id":3,"kind":"b"}""", """{"id":4,"kind":"b"}""");
        // Rows of both partitions are deleted by position.
        await table.PublishBatchAsync("b", """{"id":1,"kind":"b"}""", """{"id":3,"kind":"a"}""");

        var outcome = await table.OverwriteAsync("c", """{"id":5,"kind":"a"}""");

        Assert.Equal(["""{"id":1,"kind":"b"}""", """{"id":4,"kind":"b"}""", """{"id":5,"kind":"a"}"""], await table.SortedAsync());
        Assert.Equal("1", outcome.Snapshot!.Summary["removed-delete-files"]);
        Assert.Single((await table.PlanAsync()).Files.SelectMany(file => file.Deletes));
    }

    [Fact]
    public async Task Row_whose_key_is_in_another_partition_is_replaced_too()
    {
        using var table = Partitioned("id INTEGER; kind STRING", "kind identity", "id");
        await table.PublishBatchAsync("a", """{"id":1,"kind":"a"}""", """{"id":2,"kind":"b"}""", """{"id":3,"kind":"b"}""");

        await table.OverwriteAsync("b", """{"id":2,"kind":"a"}""");

        Assert.Equal(["""{"id":2,"kind":"a"}""", """{"id":3,"kind":"b"}"""], await table.SortedAsync());
    }

    [Fact]
    public async Task Rows_that_are_in_files_of_another_layout_are_replaced_by_their_positions()
    {
        using var table = Partitioned("id INTEGER; kind STRING; day DATE", "");
        await table.PublishBatchAsync("a", """{"id":1,"kind":"a","day":"2026-01-01"}""", """{"id":2,"kind":"b","day":"2026-01-02"}""");
        table.Product = table.Product with { PartitionBy = LayoutTests.Terms("kind identity") };
        await table.PublishBatchAsync("b", """{"id":3,"kind":"a","day":"2026-02-01"}""", """{"id":4,"kind":"b","day":"2026-02-01"}""");
        table.Product = table.Product with { PartitionBy = LayoutTests.Terms("day month") };

        await table.OverwriteAsync("c", """{"id":5,"kind":"c","day":"2026-01-31"}""");
        Assert.Equal([3, 4, 5], await IdsAsync(table));
        await table.OverwriteAsync("d", """{"id":6,"kind":"c","day":"2026-02-28"}""");
        Assert.Equal([5, 6], await IdsAsync(table));

        await table.MaintainAsync();
        Assert.Equal([5, 6], await IdsAsync(table));
    }

    [Fact]
    public async Task Batch_of_very_many_partitions_replaces_each_of_them_in_any_layout()
    {
        using var table = Partitioned("id INTEGER; part INTEGER", "part identity");
        await table.PublishBatchAsync("a", table.Product.Schema, "SELECT range::INTEGER AS id, range::INTEGER AS part FROM range(200)");
        await table.OverwriteAsync("b", """{"id":1000,"part":7}""");
        Assert.Single((await table.PlanAsync()).Files, file => file.File.Partition.Values.Count == 0);

        await table.OverwriteAsync("c", [.. Enumerable.Range(0, 100).Select(part => $$"""{"id":{{2000 + part}},"part":{{part}}}""")]);

        Assert.Equal([.. Enumerable.Range(100, 100), .. Enumerable.Range(2000, 100)], await IdsAsync(table));
    }

    [Fact]
    public async Task Rows_that_are_replaced_do_not_count_against_the_batch_and_those_that_stay_do()
    {
        using var table = BatchTests.Checked("id INTEGER; kind STRING", [], new UniqueCheck(["id"]));
        table.Product = table.Product with { PartitionBy = LayoutTests.Terms("kind identity") };
        await table.PublishBatchAsync("a", """{"id":1,"kind":"a"}""", """{"id":2,"kind":"b"}""");

        Assert.False((await table.OverwriteAsync("b", """{"id":1,"kind":"a"}""")).IsQuarantined);
        Assert.True((await table.OverwriteAsync("c", """{"id":2,"kind":"a"}""")).IsQuarantined);

        // The same of rows in a file of another layout.
        table.Product = table.Product with { PartitionBy = LayoutTests.Terms("id identity") };
        Assert.False((await table.OverwriteAsync("d", """{"id":2,"kind":"a"}""")).IsQuarantined);
        Assert.Equal(["""{"id":1,"kind":"a"}""", """{"id":2,"kind":"a"}"""], await table.SortedAsync());
    }

    [Fact]
    public async Task Overwrite_replaces_what_came_first_in_its_partitions_and_an_append_that_loses_to_it_is_committed_after_it()
    {
        using var table = Partitioned("id INTEGER; kind STRING", "kind identity");
        using var rival = table.NewWriter();
        await table.PublishBatchAsync("a", """{"id":1,"kind":"a"}""");
        table.BeforeNextSwap(() => table.PublishBatchAsync(rival, "b", """{"id":2,"kind":"a"}""", """{"id":3,"kind":"b"}"""));

        var outcome = await table.OverwriteAsync("c", """{"id":4,"kind":"a"}""");

        Assert.Equal(["""{"id":3,"kind":"b"}""", """{"id":4,"kind":"a"}"""], await table.SortedAsync());
        Assert.Equal((3L, "2"), (outcome.Snapshot!.SequenceNumber, outcome.Snapshot.Summary["deleted-data-files"]));

        table.BeforeNextSwap(() => table.OverwriteAsync(rival, "d", """{"id":5,"kind":"a"}"""));
        await table.PublishBatchAsync("e", """{"id":6,"kind":"a"}""");
        Assert.Equal([3, 5, 6], await IdsAsync(table));
    }

    [Fact]
    public async Task Compaction_that_comes_first_does_not_bring_replaced_rows_back()
    {
        using var table = Partitioned("id INTEGER; kind STRING", "kind identity");
        using var rival = table.NewWriter();
        await table.PublishBatchesAsync(1, 8, id => $$"""{"id":{{id}},"kind":"a"}""");

        table.BeforeNextSwap(() => rival.MaintainAsync(table.Product, CancellationToken.None));

        await table.OverwriteAsync("c", """{"id":9,"kind":"a"}""");
        Assert.Equal([9], await IdsAsync(table));

        for (var id = 10; id < 18; id++)
        {
            await table.PublishBatchAsync($"{id}", $$"""{"id":{{id}},"kind":"a"}""");
        }

        table.BeforeNextSwap(() => table.OverwriteAsync("d", """{"id":20,"kind":"a"}"""));
        await table.MaintainAsync();
        Assert.Equal([20], await IdsAsync(table));
    }

    [Fact]
    public async Task Crash_between_files_and_commit_leaves_the_table_and_the_batch_can_be_published()
    {
        using var table = Partitioned("id INTEGER; kind STRING", "kind identity");
        await table.PublishBatchAsync("a", """{"id":1,"kind":"a"}""");
        table.BeforeNextSwap(() => throw new OperationCanceledException("the process ends"));
        await Assert.ThrowsAsync<OperationCanceledException>(() => table.OverwriteAsync("b", """{"id":2,"kind":"a"}"""));
        Assert.Equal([1], await IdsAsync(table));

        Assert.False((await table.OverwriteAsync("b", """{"id":2,"kind":"a"}""")).IsRepeated);
        Assert.Equal([2], await IdsAsync(table));
    }

    [Fact]
    public async Task State_of_before_is_read_until_its_history_goes_and_then_its_files_go()
    {
        using var table = Partitioned("id INTEGER; kind STRING", "kind identity");
        var before = (await table.PublishBatchAsync("a", """{"id":1,"kind":"a"}""")).Snapshot!;
        table.Clock.Advance(TimeSpan.FromMinutes(1));
        await table.OverwriteAsync("b", """{"id":2,"kind":"a"}""");

        var then = await table.Reader.RowsAsync((await table.TableAsync())!, SnapshotChoice.Id(before.SnapshotId), table.Product.Schema, CancellationToken.None);
        using (var rows = new SnapshotReader())
        {
            Assert.Equal("""{"id":1,"kind":"a"}""", Assert.Single(await rows.RowsAsync(then.Sql, CancellationToken.None)).GetRawText());
        }

        Assert.Equal(2, table.FilesOnDisk.Count);

        // So many publishes later it is history that is neither young nor among the last fifty.
        for (var round = 0; round < 50; round++)
        {
            await table.PublishBatchAsync($"later {round}");
        }

        await table.MaintainAsync();
        await table.MaintainAfterAsync(TimeSpan.FromMinutes(10));
        await table.MaintainAfterAsync(TimeSpan.FromMinutes(30));
        Assert.Single(table.FilesOnDisk);
        Assert.Equal([2], await IdsAsync(table));
    }

    [Fact]
    public async Task Rows_that_replaced_others_are_retained_from_their_own_publication_on()
    {
        using var table = Partitioned("id INTEGER; kind STRING", "kind identity");
        table.Product = table.Product with { Retention = new RetentionTerms(TimeSpan.FromHours(2), null) };
        await table.PublishBatchAsync("a", """{"id":1,"kind":"a"}""", """{"id":2,"kind":"b"}""");
        table.Clock.Advance(TimeSpan.FromMinutes(90));
        await table.OverwriteAsync("b", """{"id":3,"kind":"a"}""");
        await table.MaintainAsync();
        Assert.Equal([2, 3], await IdsAsync(table));

        await table.MaintainAfterAsync(TimeSpan.FromMinutes(60));

        Assert.Equal([3], await IdsAsync(table));
        // Its snapshot is gone, and the catalog knows the batch.
        Assert.Null((await table.TableAsync())!.Snapshots.FirstOrDefault(snapshot => snapshot.Summary.GetValueOrDefault("mesh.batch-id") == "a"));
        Assert.True((await table.OverwriteAsync("a", """{"id":1,"kind":"a"}""")).IsRepeated);
        Assert.Equal([3], await IdsAsync(table));
    }

    [Fact]
    [Trait("Category", "Property")]
    public void Publishes_and_overwrites_of_any_order_and_layout_leave_what_a_list_would_have() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(Rounds.Of(3)), Prop.ForAll(Steps.ToArbitrary(), steps => RunAsync(steps).GetAwaiter().GetResult()));

    private static readonly string[] Layouts = ["", "kind identity", "id bucket[3]", "day month", "kind truncate[1], day year"];

    // What is done, whether of a product with a key, and the layout that the contract has then.
    private static readonly Gen<(bool HasKey, Step[] Steps)> Steps =
        from hasKey in Gen.Elements(true, false)
        from steps in (from action in Gen.Elements("publish", "publish", "overwrite", "overwrite", "maintain")
                       from layout in Gen.Frequency((4, Gen.Constant(-1)), (1, Gen.Choose(0, Layouts.Length - 1)))
                       from rows in (from id in Gen.Choose(0, 12) from kind in Gen.Elements("aa", "ab", "b", null) from month in Gen.Choose(1, 3) select (id, kind, month)).ListOf()
                       select new Step(action, layout, [.. rows.DistinctBy(row => row.id)])).ArrayOf(8)
        select (hasKey, steps);

    private static async Task<bool> RunAsync((bool HasKey, Step[] Steps) given)
    {
        using var table = new TestTable("id INTEGER; kind STRING; day DATE", given.HasKey ? ["id"] : []);
        var layout = "";
        List<(int Id, string? Kind, int Month)> model = [];
        foreach (var (number, step) in given.Steps.Index())
        {
            layout = step.Layout < 0 ? layout : Layouts[step.Layout];
            table.Product = table.Product with { PartitionBy = LayoutTests.Terms(layout) };
            if (step.Action == "maintain")
            {
                await table.MaintainAsync();
                continue;
            }

            if (step.Action == "overwrite")
            {
                var touched = step.Rows.Select(row => PartitionOf(layout, row)).ToHashSet(StringComparer.Ordinal);
                model.RemoveAll(row => layout.Length == 0 || touched.Contains(PartitionOf(layout, row)));
            }

            if (given.HasKey)
            {
                model.RemoveAll(row => step.Rows.Any(changed => changed.Id == row.Id));
            }

            model.AddRange(step.Rows);
            var rows = step.Rows.Select(Json).ToArray();
            await (step.Action == "overwrite" ? table.OverwriteAsync($"{number}", rows) : table.PublishBatchAsync($"{number}", rows));
            if (!(await table.SortedAsync()).SequenceEqual(model.Select(Json).Order(StringComparer.Ordinal)))
            {
                return false;
            }
        }

        await table.MaintainAsync();
        return (await table.SortedAsync()).SequenceEqual(model.Select(Json).Order(StringComparer.Ordinal));
    }

    private static string PartitionOf(string layout, (int Id, string? Kind, int Month) row) => layout switch
    {
        "kind identity" => row.Kind ?? "none",
        "id bucket[3]" => $"{new BucketTransform(3).Apply(new IcebergPrimitive(IcebergPrimitiveKind.Int), row.Id)}",
        "day month" => $"{row.Month}",
        _ => row.Kind?[..1] ?? "none",
    };

    private static string Json((int Id, string? Kind, int Month) row) => $$"""{"id":{{row.Id}},"kind":{{(row.Kind is null ? "null" : $"\"{row.Kind}\"")}},"day":"2026-{{row.Month:00}}-05"}""";

    private static TestTable Partitioned(string columns, string layout, params string[] key)
    {
        var table = new TestTable(columns, key);
        table.Product = table.Product with { PartitionBy = LayoutTests.Terms(layout) };
        return table;
    }

    private static async Task<IReadOnlyList<int>> IdsAsync(TestTable table) =>
        [.. (await table.AskAsync(table.Decide(), view => $"SELECT id FROM ({view}) ORDER BY id")).Select(row => int.Parse(row[6..^1], null))];

    private sealed record Step(string Action, int Layout, (int Id, string? Kind, int Month)[] Rows);
}
