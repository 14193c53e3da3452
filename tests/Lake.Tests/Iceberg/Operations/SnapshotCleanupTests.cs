using MeshStarter.Lake.Tables;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Operations;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Lake.Tests.Iceberg.Operations;

public sealed class SnapshotCleanupTests : IDisposable
{
    private readonly OperationsWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task History_goes_by_age_and_the_least_number_stays()
    {
        var table = await _world.CreateAsync((ExpiryTerms.MaxSnapshotAgeProperty, "60000"), (ExpiryTerms.MinSnapshotsToKeepProperty, "3"));
        for (var commit = 0; commit < 6; commit++)
        {
            (table, var _) = await _world.AppendAsync(table);
            _world.Clock.Advance(TimeSpan.FromSeconds(20));
        }

        Assert.Equal(3, (await _world.Maintenance.ExpireAsync(table, CancellationToken.None)).Metadata.Snapshots.Count);
        _world.Clock.Advance(TimeSpan.FromDays(9));
        table = await _world.Maintenance.ExpireAsync((await _world.Catalog.LoadAsync(table.Identifier, CancellationToken.None))!, CancellationToken.None);

        Assert.Equal(3, table.Metadata.Snapshots.Count);
        Assert.Equal(6, (await _world.LiveAsync(table)).Count);
    }

    /// <summary>Engines write the largest number where snapshots, tags and branches are to stay for ever.</summary>
    [Theory]
    [InlineData("9223372036854775807")]
    [InlineData("922337203685478")]
    [InlineData("99999999999999999999999999")]
    public async Task Age_beyond_any_is_for_ever(string milliseconds)
    {
        var table = await _world.CreateAsync((ExpiryTerms.MaxSnapshotAgeProperty, milliseconds), (ExpiryTerms.MaxReferenceAgeProperty, milliseconds), (ExpiryTerms.MinSnapshotsToKeepProperty, "1"));
        for (var commit = 0; commit < 3; commit++)
        {
            (table, var _) = await _world.AppendAsync(table);
            _world.Clock.Advance(TimeSpan.FromDays(365));
        }

        var terms = ExpiryTerms.Of(table.Metadata, ExpiryTerms.Default with { MaxReferenceAge = TimeSpan.FromMinutes(1) });
        table = await NameAsync(table, ("q3", SnapshotReference.Tag(table.Metadata.Snapshots[0].SnapshotId)));
        table = await _world.Maintenance.ExpireAsync(table, terms, new TableCommit([], []), CancellationToken.None);

        Assert.Equal(3, table.Metadata.Snapshots.Count);
        Assert.NotNull(table.Metadata.Reference("q3"));
    }

    [Fact]
    public async Task Tags_and_branches_keep_what_they_name_for_as_long_as_they_say()
    {
        var table = await _world.CreateAsync((ExpiryTerms.MaxSnapshotAgeProperty, "1000"), (ExpiryTerms.MinSnapshotsToKeepProperty, "1"));
        List<long> ids = [];
        for (var commit = 0; commit < 6; commit++)
        {
            (table, var _) = await _world.AppendAsync(table);
            ids.Add(table.Metadata.CurrentSnapshotId!.Value);
            _world.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        table = await NameAsync(table, ("year-end", SnapshotReference.Tag(ids[0])), ("passing", SnapshotReference.Tag(ids[1]) with { MaxReferenceAgeMs = 1000 }), ("audit", SnapshotReference.Branch(ids[3]) with { MinSnapshotsToKeep = 2 }));
        table = await _world.Maintenance.ExpireAsync(table, CancellationToken.None);

        Assert.Equal([ids[0], ids[2], ids[3], ids[5]], table.Metadata.Snapshots.Select(snapshot => snapshot.SnapshotId));
        Assert.Equal(["audit", "main", "year-end"], table.Metadata.References.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(null, SnapshotReferenceKind.Tag)]
    [InlineData("q3", SnapshotReferenceKind.Tag)]
    [InlineData("q3", SnapshotReferenceKind.Branch)]
    public async Task Snapshot_that_a_reader_pins_or_an_owner_names_before_the_commit_stays(string? name, SnapshotReferenceKind kind)
    {
        var table = await _world.CreateAsync((ExpiryTerms.MaxSnapshotAgeProperty, "1000"), (ExpiryTerms.MinSnapshotsToKeepProperty, "1"));
        (table, var _) = await _world.AppendAsync(table);
        var read = table.Metadata.CurrentSnapshotId!.Value;
        (table, var _) = await _world.AppendAsync(table);
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        name ??= PinTag.Of(table.Metadata.TableUuid!.Value, read);

        await NameAsync(table, (name, kind == SnapshotReferenceKind.Tag ? SnapshotReference.Tag(read) : SnapshotReference.Branch(read)));
        await Assert.ThrowsAsync<IcebergConflictException>(() => _world.Maintenance.ExpireAsync(table, CancellationToken.None));

        table = (await _world.Catalog.LoadAsync(table.Identifier, CancellationToken.None))!;
        Assert.Equal(read, table.Metadata.Reference(name)?.SnapshotId);
        Assert.Equal(2, (await _world.Maintenance.ExpireAsync(table, CancellationToken.None)).Metadata.Snapshots.Count);
    }

    [Fact]
    public async Task Files_of_history_stay_for_those_who_may_be_reading_them_and_then_go()
    {
        var table = await _world.CreateAsync((ExpiryTerms.MaxSnapshotAgeProperty, "0"), (ExpiryTerms.MinSnapshotsToKeepProperty, "1"));
        (table, var old) = await _world.AppendAsync(table);
        table = await _world.CommitAsync(table, new SnapshotChange { Operation = SnapshotOperations.Overwrite, AddedData = [await _world.FileAsync(table)], Removed = new HashSet<string> { old.Location } });
        _world.Clock.Advance(TimeSpan.FromSeconds(1));
        table = await _world.Maintenance.ExpireAsync(table, CancellationToken.None);

        _world.Clock.Advance(SnapshotCleanup.Grace - TimeSpan.FromSeconds(1));
        await _world.Maintenance.DeleteRetiredAsync(CancellationToken.None);
        Assert.True(await _world.Store.ExistsAsync(old.Location, CancellationToken.None));
        _world.Clock.Advance(TimeSpan.FromSeconds(1));
        await _world.Maintenance.DeleteRetiredAsync(CancellationToken.None);

        Assert.False(await _world.Store.ExistsAsync(old.Location, CancellationToken.None));
        Assert.Single(_world.OnDisk, path => Path.GetFileName(path).StartsWith("snap-", StringComparison.Ordinal));
        foreach (var live in (await _world.LiveAsync(table)).Keys)
        {
            Assert.True(await _world.Store.ExistsAsync(live, CancellationToken.None));
        }
    }

    [Fact]
    public async Task Files_of_history_go_in_time_though_the_store_failed_for_a_moment()
    {
        var failing = new CountedStore(_world.Store);
        var cleanup = new SnapshotCleanup(_world.Catalog, failing, new ScanPlanner(failing, new ManifestCache(1 << 20)), _world.Clock);
        var table = await _world.CreateAsync((ExpiryTerms.MaxSnapshotAgeProperty, "0"), (ExpiryTerms.MinSnapshotsToKeepProperty, "1"));
        (table, var first) = await _world.AppendAsync(table);
        (table, var second) = await ReplaceAsync(table, first);
        failing.Unreadable = ".avro";
        await Assert.ThrowsAsync<StorageException>(() => cleanup.DeleteRetiredAsync(CancellationToken.None));
        failing.Unreadable = null;
        (table, _) = await ReplaceAsync(table, second);

        _world.Clock.Advance(SnapshotCleanup.Grace);
        await cleanup.DeleteRetiredAsync(CancellationToken.None);

        Assert.False(await _world.Store.ExistsAsync(first.Location, CancellationToken.None));
        Assert.False(await _world.Store.ExistsAsync(second.Location, CancellationToken.None));
        Assert.True(await _world.Store.ExistsAsync(Assert.Single(await _world.LiveAsync(table)).Key, CancellationToken.None));

        async Task<(LoadedTable, DataFile)> ReplaceAsync(LoadedTable current, DataFile old)
        {
            var added = await _world.FileAsync(current);
            current = await _world.CommitAsync(current, new SnapshotChange { Operation = SnapshotOperations.Overwrite, AddedData = [added], Removed = new HashSet<string> { old.Location } });
            _world.Clock.Advance(TimeSpan.FromSeconds(1));
            return (await cleanup.ExpireAsync(current, CancellationToken.None), added);
        }
    }

    [Fact]
    public async Task What_goes_is_deleted_together()
    {
        var counted = new CountedStore(_world.Store);
        var cleanup = new SnapshotCleanup(_world.Catalog, counted, new ScanPlanner(counted, new ManifestCache(1 << 20)), _world.Clock);
        var table = await _world.CreateAsync((ExpiryTerms.MaxSnapshotAgeProperty, "0"), (ExpiryTerms.MinSnapshotsToKeepProperty, "1"));
        for (var number = 0; number < 5; number++)
        {
            (table, _) = await _world.AppendAsync(table);
        }

        _world.Clock.Advance(TimeSpan.FromSeconds(1));
        table = await cleanup.ExpireAsync(table, CancellationToken.None);
        _world.Clock.Advance(SnapshotCleanup.Grace);
        var before = _world.OnDisk.Count;

        await cleanup.DeleteRetiredAsync(CancellationToken.None);
        Assert.True(before - _world.OnDisk.Count >= 4);
        Assert.Equal(1, counted.Deletions);

        foreach (var _ in Enumerable.Range(0, 3))
        {
            File.SetLastWriteTimeUtc(FileLocation.ToPath((await _world.FileAsync(table)).Location), _world.Clock.GetUtcNow().UtcDateTime - TimeSpan.FromDays(5));
        }

        counted.Deletions = 0;
        Assert.Equal((0, true), await cleanup.DeleteOrphansAsync(table, TimeSpan.FromDays(1), CancellationToken.None));
        _world.Clock.Advance(SnapshotCleanup.Grace);
        Assert.Equal((3, false), await cleanup.DeleteOrphansAsync(table, TimeSpan.FromDays(1), CancellationToken.None));
        Assert.Equal(1, counted.Deletions);
    }

    [Fact]
    public async Task Old_file_that_expired_just_now_stays_for_its_grace_for_every_reader()
    {
        var table = await _world.CreateAsync((ExpiryTerms.MaxSnapshotAgeProperty, "0"), (ExpiryTerms.MinSnapshotsToKeepProperty, "1"));
        (table, var old) = await _world.AppendAsync(table);
        foreach (var path in _world.OnDisk)
        {
            File.SetLastWriteTimeUtc(path, _world.Clock.GetUtcNow().UtcDateTime - TimeSpan.FromDays(2));
        }

        table = await _world.CommitAsync(table, new SnapshotChange { Operation = SnapshotOperations.Overwrite, AddedData = [await _world.FileAsync(table)], Removed = new HashSet<string> { old.Location } });
        _world.Clock.Advance(TimeSpan.FromSeconds(1));
        table = await _world.Maintenance.ExpireAsync(table, CancellationToken.None);

        // The process ends, and the next one knows nothing of what was retired.
        var restarted = new SnapshotCleanup(_world.Catalog, _world.Store, new ScanPlanner(_world.Store, new ManifestCache(1 << 20)), _world.Clock);
        Assert.Equal((0, false), await _world.Maintenance.DeleteOrphansAsync(table, TableRetentionOptions.Default.OrphanAge, CancellationToken.None));
        Assert.Equal((0, true), await restarted.DeleteOrphansAsync(table, TableRetentionOptions.Default.OrphanAge, CancellationToken.None));
        _world.Clock.Advance(SnapshotCleanup.Grace - TimeSpan.FromSeconds(1));
        Assert.Equal((0, true), await restarted.DeleteOrphansAsync(table, TableRetentionOptions.Default.OrphanAge, CancellationToken.None));
        Assert.True(await _world.Store.ExistsAsync(old.Location, CancellationToken.None));
        _world.Clock.Advance(TimeSpan.FromSeconds(1));
        await restarted.DeleteOrphansAsync(table, TableRetentionOptions.Default.OrphanAge, CancellationToken.None);

        Assert.False(await _world.Store.ExistsAsync(old.Location, CancellationToken.None));
    }

    [Fact]
    public async Task What_nothing_refers_to_goes_once_it_is_old_and_nothing_else_does()
    {
        var (table, live) = await _world.AppendAsync(await _world.CreateAsync());
        table = await NameAsync(table, ("first", SnapshotReference.Tag(table.Metadata.CurrentSnapshotId!.Value)));
        table = await _world.CommitAsync(table, new SnapshotChange { Operation = SnapshotOperations.Delete, Removed = new HashSet<string> { live.Location } });
        var (old, young) = (await _world.FileAsync(table), await _world.FileAsync(table));
        var stale = _world.Clock.GetUtcNow().UtcDateTime - TimeSpan.FromHours(2);
        foreach (var path in _world.OnDisk)
        {
            File.SetLastWriteTimeUtc(path, stale);
        }

        File.SetLastWriteTimeUtc(FileLocation.ToPath(young.Location), _world.Clock.GetUtcNow().UtcDateTime);
        var before = _world.OnDisk;

        Assert.Equal((0, false), await _world.Maintenance.DeleteOrphansAsync(table, TableRetentionOptions.Default.OrphanAge, CancellationToken.None));
        Assert.Equal((0, true), await _world.Maintenance.DeleteOrphansAsync(table, TimeSpan.FromHours(1), CancellationToken.None));
        _world.Clock.Advance(SnapshotCleanup.Grace);
        Assert.Equal((1, false), await _world.Maintenance.DeleteOrphansAsync(table, TimeSpan.FromHours(1), CancellationToken.None));

        Assert.Equal([FileLocation.ToPath(old.Location)], before.Except(_world.OnDisk));
    }

    [SkippableTheory]
    [InlineData("//metadata/")]
    [InlineData("//data/")]
    [InlineData("/data//")]
    [InlineData(null)]
    public async Task Snapshot_that_names_files_of_the_table_in_another_way_takes_none_of_them_along(string? way)
    {
        Skip.If(OperatingSystem.IsWindows(), "Paths of Unix.");
        var table = await _world.CreateAsync((ExpiryTerms.MaxSnapshotAgeProperty, "0"), (ExpiryTerms.MinSnapshotsToKeepProperty, "1"));
        (table, var live) = await _world.AppendAsync(table);
        var main = table.Metadata.CurrentSnapshot!;
        if (way == "//metadata/")
        {
            var other = main with { SnapshotId = 1, SequenceNumber = main.SequenceNumber + 1, ManifestList = main.ManifestList!.Replace("/metadata/", way, StringComparison.Ordinal) };
            table = await _world.Catalog.CommitAsync(table.Identifier, new TableCommit([], [new AddSnapshot(other)]), CancellationToken.None);
        }
        else
        {
            var named = live with { Location = way is null ? table.MetadataLocation : live.Location.Replace("/data/", way, StringComparison.Ordinal) };
            (table, _) = await _world.Committer.CommitAsync(table, new SnapshotChange { Operation = SnapshotOperations.Append, AddedData = [named] }, CancellationToken.None, "audit");
            table = await _world.Catalog.CommitAsync(table.Identifier, new TableCommit([], [new RemoveSnapshotReference("audit")]), CancellationToken.None);
        }

        table = await DeleteHistoryAsync(table);

        Assert.Equal([main.SnapshotId], table.Metadata.Snapshots.Select(snapshot => snapshot.SnapshotId));
        Assert.True(await _world.Store.ExistsAsync(Assert.Single(await _world.LiveAsync(table)).Key, CancellationToken.None));
        Assert.All(table.Metadata.MetadataLog, entry => Assert.True(File.Exists(FileLocation.ToPath(entry.MetadataFile))));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Branch_whose_files_are_gone_keeps_no_others(bool isListGone)
    {
        var table = await _world.CreateAsync((ExpiryTerms.MaxSnapshotAgeProperty, "0"), (ExpiryTerms.MinSnapshotsToKeepProperty, "1"));
        (table, var shared) = await _world.AppendAsync(table);
        var first = table.Metadata.CurrentSnapshot!.ManifestList!;
        (table, var id) = await _world.Committer.CommitAsync(table, new SnapshotChange { Operation = SnapshotOperations.Append, AddedData = [await _world.FileAsync(table)] }, CancellationToken.None, "audit");
        var audit = table.Metadata.SnapshotById(id)!;
        var gone = isListGone ? audit.ManifestList! : (await _world.ManifestsAsync(table, audit)).Single(manifest => manifest.AddedSnapshotId == id).Location;
        table = await _world.CommitAsync(table, new SnapshotChange { Operation = SnapshotOperations.Overwrite, AddedData = [await _world.FileAsync(table)], Removed = new HashSet<string> { shared.Location } });
        await _world.Store.DeleteAsync([gone], CancellationToken.None);

        table = await DeleteHistoryAsync(table);

        Assert.False(await _world.Store.ExistsAsync(first, CancellationToken.None));
        Assert.False(await _world.Store.ExistsAsync(shared.Location, CancellationToken.None));
        Assert.True(await _world.Store.ExistsAsync(Assert.Single(await _world.LiveAsync(table)).Key, CancellationToken.None));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nothing_goes_while_main_or_a_tag_cannot_be_read(bool isTagged)
    {
        var table = await _world.CreateAsync((ExpiryTerms.MaxSnapshotAgeProperty, "0"), (ExpiryTerms.MinSnapshotsToKeepProperty, "1"));
        (table, _) = await _world.AppendAsync(table);
        if (isTagged)
        {
            table = await NameAsync(table, ("kept", SnapshotReference.Tag(table.Metadata.CurrentSnapshotId!.Value)), ("audit", SnapshotReference.Branch(table.Metadata.CurrentSnapshotId!.Value)));
        }

        var tagged = table.Metadata.CurrentSnapshot!.ManifestList!;
        (table, _) = await _world.AppendAsync(table);
        _world.Clock.Advance(TimeSpan.FromSeconds(1));
        table = await _world.CommitAsync(table, new SnapshotChange { Operation = SnapshotOperations.Overwrite, AddedData = [await _world.FileAsync(table)], Removed = (await _world.LiveAsync(table)).Keys.ToHashSet() });
        await _world.Store.DeleteAsync([isTagged ? tagged : table.Metadata.CurrentSnapshot!.ManifestList!], CancellationToken.None);
        var before = _world.OnDisk;

        await Assert.ThrowsAsync<StorageException>(() => DeleteHistoryAsync(table));

        Assert.Empty(before.Except(_world.OnDisk));
    }

    [Fact]
    public async Task Table_that_is_published_to_all_the_time_does_not_grow()
    {
        var table = await _world.CreateAsync((ExpiryTerms.MaxSnapshotAgeProperty, "10000"), (ExpiryTerms.MinSnapshotsToKeepProperty, "5"), ("write.metadata.previous-versions-max", "10"));
        for (var commit = 0; commit < 200; commit++)
        {
            (table, var _) = await _world.AppendAsync(table);
            _world.Clock.Advance(TimeSpan.FromSeconds(1));
            if (commit % 20 == 19)
            {
                table = await _world.Maintenance.ExpireAsync(table, CancellationToken.None);
            }
        }

        Assert.InRange(table.Metadata.Snapshots.Count, 5, 12);
        Assert.Equal(200, (await _world.LiveAsync(table)).Count);
        Assert.InRange(table.Metadata.ToUtf8().Length, 1, 20_000);
    }

    // By one that remembers nothing of the files.
    private async Task<LoadedTable> DeleteHistoryAsync(LoadedTable table)
    {
        var cleanup = new SnapshotCleanup(_world.Catalog, _world.Store, new ScanPlanner(_world.Store, new ManifestCache(1 << 20)), _world.Clock);
        _world.Clock.Advance(TimeSpan.FromSeconds(1));
        table = await cleanup.ExpireAsync(table, CancellationToken.None);
        _world.Clock.Advance(SnapshotCleanup.Grace);
        await cleanup.DeleteRetiredAsync(CancellationToken.None);
        return table;
    }

    private async Task<LoadedTable> NameAsync(LoadedTable table, params (string Name, SnapshotReference Reference)[] references) => await _world.Catalog.CommitAsync(
        table.Identifier,
        new TableCommit([], [.. references.Select(reference => new SetSnapshotReference(reference.Name, reference.Reference))]),
        CancellationToken.None);
}
