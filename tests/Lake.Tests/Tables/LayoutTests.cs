using System.Globalization;
using MeshStarter.Contracts.Descriptors;

namespace MeshStarter.Lake.Tests.Tables;

public sealed class LayoutTests
{
    private const string Columns = "id INTEGER; kind STRING; day DATE; at TIMESTAMP; amount DECIMAL(18,2)";

    [Theory]
    [InlineData("kind identity", "")]
    [InlineData("kind identity", "id")]
    [InlineData("day month", "")]
    [InlineData("day month", "id")]
    [InlineData("at day", "id")]
    [InlineData("at hour", "id")]
    [InlineData("id bucket[4]", "id")]
    [InlineData("kind truncate[1]", "id")]
    [InlineData("amount truncate[500]", "id")]
    [InlineData("at year, id bucket[3]", "id")]
    [InlineData("kind identity, day month, id truncate[10]", "")]
    [InlineData("kind identity, day month, id truncate[10]", "id")]
    [Trait("Category", "Property")]
    public async Task Table_of_any_layout_has_the_rows_of_one_without(string layout, string key)
    {
        string[] keys = key.Length == 0 ? [] : [key];
        using var plain = new TestTable(Columns, keys);
        using var divided = new TestTable(Columns, keys);
        divided.Product = divided.Product with { PartitionBy = Terms(layout) };
        var random = new Random(layout.Length * 31 + key.Length);
        for (var (round, position) = (0, 0L); round < Rounds.Of(4); round++)
        {
            (long, string)[] batch = [.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => (++position, Row(random, (int)position, keys.Length > 0)))];
            await plain.PublishAsync(batch);
            await divided.PublishAsync(batch);
            if (random.Next(3) == 0)
            {
                await divided.MaintainAsync();
            }

            if (round % 5 == 4)
            {
                Assert.Equal(await plain.SortedAsync(), await divided.SortedAsync());
            }
        }

        await divided.MaintainAsync();
        Assert.Equal(await plain.SortedAsync(), await divided.SortedAsync());
        Assert.All((await divided.PlanAsync()).Files, file => Assert.Equal(Terms(layout).Count, file.File.Partition.Values.Count));
    }

    [Fact]
    public async Task Row_that_a_delete_by_value_does_not_apply_to_stays_when_its_file_gets_the_current_layout()
    {
        using var table = new TestTable("id INTEGER; kind STRING");
        await table.PublishBatchAsync("1", """{"id":1,"kind":"a"}""");
        table.Product = table.Product with { PartitionBy = Terms("kind identity") };
        await table.PublishBatchAsync("2", """{"id":2,"kind":"a"}""");
        var partition = (await table.PlanAsync()).Files.Select(file => file.File.Partition).Single(partition => partition.Values.Count > 0);
        await table.CommitEqualityDeletesAsync("id", [1], partition);
        var before = await table.SortedAsync();

        await table.MaintainAsync();

        Assert.All((await table.PlanAsync()).Files, file => Assert.Equal(partition, file.File.Partition));
        Assert.Equal(["""{"id":1,"kind":"a"}""", """{"id":2,"kind":"a"}"""], before);
        Assert.Equal(before, await table.SortedAsync());
    }

    [Fact]
    public async Task Partitions_are_named_and_numbered_as_other_writers_do()
    {
        using var table = new TestTable(Columns + "; day_month STRING");
        table.Product = table.Product with { PartitionBy = Terms("day month, id bucket[16], kind identity, amount truncate[10]") };

        await table.PublishAsync((1, """{"id":1,"day":"2026-01-31","kind":"a/b","amount":"12.50"}"""));

        var spec = (await table.TableAsync())!.DefaultSpec;
        Assert.Equal(["1000 day_month_ month", "1001 id_bucket bucket[16]", "1002 kind identity", "1003 amount_trunc truncate[10]"], spec.Fields.Select(field => $"{field.FieldId} {field.Name} {field.Transform}"));
        Assert.Contains("/data/day_month_=2026-01/id_bucket=4/kind=a_b/amount_trunc=12.50/", Assert.Single(table.FilesOnDisk), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Row_whose_key_moves_to_another_partition_is_deleted_in_the_one_it_was_in()
    {
        using var table = new TestTable("id INTEGER; kind STRING", "id");
        table.Product = table.Product with { PartitionBy = Terms("kind identity") };
        await table.PublishAsync((1, """{"id":1,"kind":"a"}"""), (2, """{"id":2,"kind":"b"}"""), (3, """{"id":3,"kind":"c"}"""));

        await table.PublishAsync((4, """{"id":1,"kind":"b"}"""), (5, """{"id":2,"kind":"a"}"""));

        Assert.Equal(["""{"id":1,"kind":"b"}""", """{"id":2,"kind":"a"}""", """{"id":3,"kind":"c"}"""], await table.SortedAsync());
        var files = (await table.PlanAsync()).Files;
        Assert.Equal(["a", "b"], files.Where(file => file.Deletes.Count > 0).Select(file => (string)file.File.Partition.Values[0]!).Order(StringComparer.Ordinal));
        Assert.All(files.SelectMany(file => file.Deletes, (file, delete) => (file, delete)), pair => Assert.Equal(pair.file.File.Partition, pair.delete.File.Partition));
    }

    [Theory]
    [InlineData("")]
    [InlineData("id")]
    public async Task Layout_that_changes_leaves_files_as_they_are_until_they_are_compacted(string key)
    {
        using var table = new TestTable(Columns, key.Length == 0 ? [] : [key]);
        var random = new Random(7);
        var position = 0L;
        HashSet<int> specs = [];
        foreach (var layout in new[] { "", "day month", "kind identity", "day month", "" })
        {
            table.Product = table.Product with { PartitionBy = Terms(layout) };
            await table.PublishAsync([.. Enumerable.Range(0, 20).Select(_ => (++position, Row(random, (int)position, isState: false)))]);
            specs.Add((await table.TableAsync())!.DefaultSpecId);
            Assert.Equal(position, (await table.RowsAsync()).Count);
            Assert.Equal(position == 20 ? 1 : 2, (await table.PlanAsync()).Files.Select(file => file.File.Partition.SpecId).Distinct().Count());

            await table.MaintainAsync();
            var plan = await table.PlanAsync();
            Assert.All(plan.Files, file => Assert.Equal(plan.Metadata.DefaultSpecId, file.File.Partition.SpecId));
            Assert.Equal(position, (await table.RowsAsync()).Count);
        }

        Assert.Equal([0, 1, 2], specs.Order());
    }

    [Fact]
    public async Task Publish_to_thousands_of_partitions_is_one_file_until_they_are_worth_more()
    {
        using var table = new TestTable("id INTEGER; text STRING");
        table.Product = table.Product with { PartitionBy = Terms("id identity") };

        await table.PublishAsync([.. Enumerable.Range(1, 5000).Select(id => ((long)id, $$"""{"id":{{id}},"text":"x"}"""))]);
        await table.MaintainAsync();
        Assert.Empty(Assert.Single((await table.PlanAsync()).Files).File.Partition.Values);

        // Another process knows no more than the table, and leaves it as it is, too.
        using var restarted = table.NewWriter();
        await restarted.MaintainAsync(table.Product, CancellationToken.None);
        Assert.Single((await table.PlanAsync()).Files);
        Assert.Single(table.FilesOnDisk);
        Assert.Equal(5000, (await table.RowsAsync()).Count);
    }

    [Fact]
    public async Task Unpartitioned_rows_are_divided_when_their_partitions_are_worth_files()
    {
        using var table = new TestTable("part INTEGER; text STRING");
        table.Product = table.Product with { PartitionBy = Terms("part identity") };
        for (var round = 0; round < 8; round++)
        {
            await table.PublishBatchAsync($"{round}", table.Product.Schema, "SELECT (range % 70)::INTEGER AS part, uuid()::VARCHAR || uuid()::VARCHAR AS text FROM range(12000)");
        }

        Assert.All((await table.PlanAsync()).Files, file => Assert.Empty(file.File.Partition.Values));
        await table.MaintainAsync();

        var files = (await table.PlanAsync()).Files;
        Assert.Equal(70, files.Count);
        Assert.All(files, file => Assert.Single(file.File.Partition.Values));
        Assert.Equal(96_000, (await table.RowsAsync()).Count);
    }

    [Fact]
    public async Task Many_tiny_partitions_do_not_make_many_tiny_files()
    {
        using var table = new TestTable("id INTEGER");
        table.Product = table.Product with { PartitionBy = Terms("id identity") };
        var most = 0;
        for (var round = 0; round < 40; round++)
        {
            await table.PublishAsync([.. Enumerable.Range(1, 20).Select(at => (round * 20L) + at).Select(id => (id, $$"""{"id":{{id}}}"""))]);
            await table.MaintainAsync();
            most = Math.Max(most, (await table.PlanAsync()).Files.Count);
        }

        Assert.InRange(most, 200, 280);
        Assert.Equal(800, (await table.RowsAsync()).Count);
    }

    [Fact]
    public async Task Layout_of_a_column_whose_type_grows_goes_on()
    {
        using var table = new TestTable("id INTEGER");
        table.Product = table.Product with { PartitionBy = Terms("id identity") };
        await table.PublishAsync((1, """{"id":1}"""));
        table.Product = table.Product with { Schema = TestTable.Descriptor("id BIGINT").Schema };

        await table.PublishAsync((2, """{"id":9007199254740993}"""), (3, """{"id":1}"""));

        Assert.Equal(["""{"id":1}""", """{"id":1}""", """{"id":9007199254740993}"""], await table.SortedAsync());
        Assert.Equal(2, (await table.PlanAsync()).Files.Select(file => file.File.Partition).Distinct().Count());
    }

    internal static IReadOnlyList<PartitionTerm> Terms(string layout) =>
    [
        .. layout.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(term => term.Split(' '))
            .Select(parts => new PartitionTerm(parts[0], PartitionTransform.TryParse(parts[1], out var transform) ? transform : throw new ArgumentException(parts[1], nameof(layout)))),
    ];

    private static string Row(Random random, int position, bool isState)
    {
        var at = new DateTime(2025, 11, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(random.Next(200_000));
        var kind = random.Next(6) is 0 ? "null" : $"\"{"äb/ "[random.Next(4)]}x\"";
        var day = random.Next(6) is 0 ? "null" : $"\"{at:yyyy-MM-dd}\"";
        return string.Create(CultureInfo.InvariantCulture, $$"""{"id":{{(isState ? random.Next(30) : position)}},"kind":{{kind}},"day":{{day}},"at":"{{at:yyyy-MM-ddTHH:mm:ss}}Z","amount":"{{random.Next(-2000, 2000) / 100m:0.00}}"}""");
    }
}
