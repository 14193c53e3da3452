using MeshStarter.Platform.Iceberg.Operations;

namespace MeshStarter.Lake.Tests.Tables;

/// <summary>Tables that others commit to as well, in all the ways in which rows can go, between compactions and during them.</summary>
public sealed class ForeignWriterCompactionTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("", "id bucket[3]")]
    [InlineData("id", "")]
    [InlineData("id", "id bucket[3]")]
    [Trait("Category", "Property")]
    public async Task Compactions_change_no_row_whatever_others_delete(string key, string partitions)
    {
        var random = new Random(key.Length + (8 * partitions.Length));
        using var table = new TestTable("id INTEGER; value INTEGER", key.Length == 0 ? [] : [key]);
        table.Product = table.Product with { PartitionBy = LayoutTests.Terms(partitions) };
        using var rival = table.NewWriter();
        var model = new List<(int Id, int Value)>();
        var (batch, compactions, rounds) = (0, 0, Rounds.Of(8));
        for (var round = 0; round < rounds; round++)
        {
            for (var changes = random.Next(1, 5); changes > 0; changes--)
            {
                await ChangeAsync(random.Next(8));
            }

            var (before, files, left) = ((await table.CurrentAsync())!.SnapshotId, table.FilesOnDisk.Count, random.Next(3));
            table.Catalog.BeforeLoad = table.Catalog.BeforeSwap = ConcurrentlyAsync;
            await table.MaintainAsync();
            table.Catalog.BeforeLoad = table.Catalog.BeforeSwap = () => Task.CompletedTask;
            compactions += (await table.CurrentAsync()) is { Operation: SnapshotOperations.Replace } now && now.SnapshotId != before ? 1 : 0;
            Assert.Equal(model.Select(Text).Order(StringComparer.Ordinal), await table.SortedAsync());

            // Once the compaction has written what it read.
            async Task ConcurrentlyAsync()
            {
                if (left > 0 && table.FilesOnDisk.Count > files)
                {
                    left--;
                    table.Catalog.BeforeLoad = table.Catalog.BeforeSwap = () => Task.CompletedTask;
                    await ChangeAsync(random.Next(4, 8));
                    table.Catalog.BeforeLoad = table.Catalog.BeforeSwap = ConcurrentlyAsync;
                }
            }
        }

        Assert.InRange(compactions, rounds / 7, rounds * 3 / 2);

        async Task ChangeAsync(int kind)
        {
            var ids = Enumerable.Range(0, 30).Where(_ => random.Next(8) == 0).ToHashSet();
            switch (model.Count == 0 ? 0 : kind)
            {
                case < 5:
                    batch++;
                    List<(int Id, int Value)> rows = [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => random.Next(30)).Distinct().Select(id => (id, batch))];
                    if (key.Length > 0)
                    {
                        model.RemoveAll(row => rows.Exists(changed => changed.Id == row.Id));
                    }

                    model.AddRange(rows);
                    await table.PublishBatchAsync(rival, $"{batch}", [.. rows.Select(Text)]);
                    break;
                case 5:
                    model.RemoveAll(row => ids.Contains(row.Id));
                    await table.CommitDeletesAsync(ids.Count == 0 ? "FALSE" : $"id IN ({string.Join(", ", ids)})");
                    break;
                case 6 when partitions.Length == 0:
                    model.RemoveAll(row => ids.Contains(row.Id));
                    await table.CommitEqualityDeletesAsync("id", ids);
                    break;
                default:
                    // A file goes with all its rows; what is deleted of it stays behind.
                    var files = (await table.PlanAsync()).Files;
                    var file = files[random.Next(files.Count)];
                    foreach (var row in await table.RowsOfAsync(file))
                    {
                        model.RemoveAt(model.FindIndex(existing => Text(existing) == row));
                    }

                    await table.CommitAsync(new SnapshotChange { Operation = SnapshotOperations.Delete, Removed = new HashSet<string> { file.File.Location } });
                    break;
            }
        }
    }

    private static string Text((int Id, int Value) row) => $$"""{"id":{{row.Id}},"value":{{row.Value}}}""";
}
