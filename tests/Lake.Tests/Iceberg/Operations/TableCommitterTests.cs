using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Iceberg.Operations;

namespace MeshStarter.Lake.Tests.Iceberg.Operations;

public sealed class TableCommitterTests : IDisposable
{
    private readonly OperationsWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Added_files_are_there_and_counted()
    {
        var (table, first) = await _world.AppendAsync(await _world.CreateAsync(), rows: 3);
        (table, var second) = await _world.AppendAsync(table, rows: 4);

        Assert.Equal(new Dictionary<string, long> { [first.Location] = 1, [second.Location] = 2 }, await _world.LiveAsync(table));
        var snapshot = table.Metadata.CurrentSnapshot!;
        Assert.Equal(
            ("append", "1", "4", "2", "7", "0"),
            (snapshot.Operation, snapshot.Summary["added-data-files"], snapshot.Summary["added-records"], snapshot.Summary["total-data-files"], snapshot.Summary["total-records"], snapshot.Summary["total-delete-files"]));
        Assert.Equal(table.Metadata.Snapshots[0].SnapshotId, snapshot.ParentSnapshotId);
        Assert.InRange(snapshot.SnapshotId, 1, (1L << 53) - 1);
    }

    [Fact]
    public async Task Writers_at_the_same_time_all_succeed_in_the_end()
    {
        var table = await _world.CreateAsync();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            var known = table;
            for (var batch = 0; batch < 10; batch++)
            {
                (known, var _) = await _world.AppendAsync(known);
            }
        })));

        var end = (await _world.Catalog.LoadAsync(table.Identifier, CancellationToken.None))!;
        Assert.Equal(80, (await _world.LiveAsync(end)).Count);
        Assert.Equal("80", end.Metadata.CurrentSnapshot!.Summary["total-records"]);
        Assert.Equal(80, end.Metadata.LastSequenceNumber);
    }

    [Fact]
    public async Task Removed_file_falls_away_and_its_neighbours_keep_their_age()
    {
        var table = await _world.CreateAsync();
        var (one, two) = (await _world.FileAsync(table, 3), await _world.FileAsync(table, 4));
        table = await _world.CommitAsync(table, new SnapshotChange { Operation = SnapshotOperations.Append, AddedData = [one, two] });
        (table, var three) = await _world.AppendAsync(table);

        table = await _world.CommitAsync(table, new SnapshotChange { Operation = SnapshotOperations.Delete, Removed = new HashSet<string> { one.Location } });

        Assert.Equal(new Dictionary<string, long> { [two.Location] = 1, [three.Location] = 2 }, await _world.LiveAsync(table));
        var summary = table.Metadata.CurrentSnapshot!.Summary;
        Assert.Equal(("1", "3", "2", "5"), (summary["deleted-data-files"], summary["deleted-records"], summary["total-data-files"], summary["total-records"]));
        Assert.Equal(3, (await _world.LiveAsync(table, table.Metadata.Snapshots[1])).Count);
    }

    [Fact]
    public async Task Change_of_a_file_that_is_gone_is_a_conflict_and_leaves_nothing()
    {
        var (table, file) = await _world.AppendAsync(await _world.CreateAsync());
        var stale = table;
        table = await _world.CommitAsync(table, new SnapshotChange { Operation = SnapshotOperations.Delete, Removed = new HashSet<string> { file.Location } });
        var before = _world.OnDisk;

        foreach (var change in (SnapshotChange[])
            [
                new() { Operation = SnapshotOperations.Delete, Removed = new HashSet<string> { file.Location } },
                new() { Operation = SnapshotOperations.Overwrite, Needed = new HashSet<string> { file.Location } },
            ])
        {
            var conflict = await Assert.ThrowsAsync<IcebergConflictException>(() => _world.CommitAsync(table, change));
            Assert.StartsWith(file.Location, conflict.Message, StringComparison.Ordinal);
            await Assert.ThrowsAsync<IcebergConflictException>(() => _world.CommitAsync(stale, change));
        }

        Assert.Equal(before.Where(path => path.EndsWith(".avro", StringComparison.Ordinal)), _world.OnDisk.Where(path => path.EndsWith(".avro", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Compaction_keeps_the_age_of_the_rows()
    {
        var (table, one) = await _world.AppendAsync(await _world.CreateAsync());
        (table, var two) = await _world.AppendAsync(table);
        var read = table.Metadata.LastSequenceNumber;
        (table, var late) = await _world.AppendAsync(table);
        var compacted = await _world.FileAsync(table, 2);

        table = await _world.CommitAsync(table, Compaction(read, compacted, one, two));

        Assert.Equal(new Dictionary<string, long> { [compacted.Location] = 2, [late.Location] = 3 }, await _world.LiveAsync(table));
        Assert.Equal("replace", table.Metadata.CurrentSnapshot!.Operation);
        Assert.Equal("3", table.Metadata.CurrentSnapshot.Summary["total-records"]);
    }

    [Fact]
    public async Task Compaction_yields_to_rows_that_were_deleted_concurrently()
    {
        var (table, one) = await _world.AppendAsync(await _world.CreateAsync(), rows: 9);
        (table, var two) = await _world.AppendAsync(table);
        var read = table;
        var compacted = await _world.FileAsync(table, 10);
        table = await _world.CommitAsync(table, new SnapshotChange
        {
            Operation = SnapshotOperations.Overwrite,
            AddedDeletes = [await _world.FileAsync(table, 1, DataFileContent.PositionDeletes, one.Location)],
            Needed = new HashSet<string> { one.Location },
        });

        await Assert.ThrowsAsync<IcebergConflictException>(() => _world.CommitAsync(read, Compaction(read.Metadata.LastSequenceNumber, compacted, one, two)));

        // The other file has no new deletes: it may be written again.
        table = await _world.CommitAsync(table, Compaction(read.Metadata.LastSequenceNumber, compacted, two));
        Assert.Contains(one.Location, (await _world.LiveAsync(table)).Keys);
    }

    [Fact]
    public async Task Many_small_manifests_become_one()
    {
        var table = await _world.CreateAsync();
        for (var commit = 0; commit < 120; commit++)
        {
            (table, var _) = await _world.AppendAsync(table);
        }

        Assert.Equal(120, (await _world.LiveAsync(table)).Count);
        Assert.InRange((await _world.ManifestsAsync(table)).Count, 1, 52);
        Assert.Equal(Enumerable.Range(1, 120).Select(number => (long)number), (await _world.LiveAsync(table)).Values.Order());
    }

    [Fact]
    public async Task Branch_moves_by_itself()
    {
        var (table, _) = await _world.AppendAsync(await _world.CreateAsync());
        var main = table.Metadata.CurrentSnapshotId;
        var file = await _world.FileAsync(table);

        (table, var snapshot) = await _world.Committer.CommitAsync(table, new SnapshotChange { Operation = SnapshotOperations.Append, AddedData = [file] }, CancellationToken.None, branch: "audit");

        Assert.Equal((main, snapshot), (table.Metadata.CurrentSnapshotId, table.Metadata.Reference("audit")!.SnapshotId));
        Assert.DoesNotContain(file.Location, (await _world.LiveAsync(table)).Keys);
    }

    [Fact]
    public async Task Lost_race_leaves_no_list_behind()
    {
        var table = await _world.CreateAsync();
        var raced = false;
        _world.Catalog.BeforeSwap = async () =>
        {
            if (!raced)
            {
                raced = true;
                await _world.AppendAsync(table);
            }
        };

        (table, _) = await _world.AppendAsync(table);

        Assert.Equal(2, (await _world.LiveAsync(table)).Count);
        Assert.Equal(2, _world.OnDisk.Count(path => Path.GetFileName(path).StartsWith("snap-", StringComparison.Ordinal)));
        Assert.Equal(4, _world.OnDisk.Count(path => path.EndsWith(".avro", StringComparison.Ordinal)));
    }

    private static SnapshotChange Compaction(long read, DataFile compacted, params DataFile[] removed) => new()
    {
        Operation = SnapshotOperations.Replace,
        AddedData = [compacted],
        Removed = removed.Select(file => file.Location).ToHashSet(StringComparer.Ordinal),
        StartingSequenceNumber = read,
    };
}
