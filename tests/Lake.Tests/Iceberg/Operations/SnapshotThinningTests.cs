using MeshStarter.Lake.Reading;
using MeshStarter.Lake.Tables;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Operations;
using MeshStarter.Platform.Iceberg.Scanning;

namespace MeshStarter.Lake.Tests.Iceberg.Operations;

public sealed class SnapshotThinningTests : IDisposable
{
    private readonly OperationsWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task History_of_a_month_is_two_minutes_whole_a_day_by_the_hour_and_thirty_days_by_the_day()
    {
        var table = await _world.CreateAsync();
        Dictionary<long, DateTimeOffset> published = [];
        DataFile? last = null;
        foreach (var (pause, publishes) in ((TimeSpan, int)[])[(TimeSpan.FromHours(8), 31 * 24 / 8), (TimeSpan.FromMinutes(20), 26 * 3)])
        {
            for (var publish = 0; publish < publishes; publish++)
            {
                (table, last) = await ReplaceAsync(table, last);
                published.Add(table.Metadata.CurrentSnapshotId!.Value, _world.Clock.GetUtcNow());
                table = await MaintainAsync(table);
                _world.Clock.Advance(pause);
            }
        }

        // Minutes with a publish each two seconds at the end.
        var whole = new List<long>();
        for (var second = 0; second < 150; second += 2)
        {
            (table, last) = await ReplaceAsync(table, last);
            published.Add(table.Metadata.CurrentSnapshotId!.Value, _world.Clock.GetUtcNow());
            whole.Add(table.Metadata.CurrentSnapshotId!.Value);
            _world.Clock.Advance(TimeSpan.FromSeconds(2));
        }

        table = await MaintainAsync(table);
        var now = _world.Clock.GetUtcNow();
        var hours = published.Where(state => Hour(state.Value) < Hour(now) && now - state.Value < TimeSpan.FromDays(1)).GroupBy(state => Hour(state.Value)).ToDictionary(states => states.Key.ToString("'hour-'yyyy-MM-dd'T'HH"), Last);
        var days = published.Where(state => state.Value.Date < now.Date && now - state.Value < TimeSpan.FromDays(30)).GroupBy(state => state.Value.Date).ToDictionary(states => states.Key.ToString("'day-'yyyy-MM-dd"), Last);
        Assert.Equal((24, 30), (hours.Count, days.Count));
        Assert.Equal(
            hours.Concat(days).OrderBy(named => named.Key, StringComparer.Ordinal),
            table.Metadata.References.Where(named => named.Key != SnapshotReference.Main).ToDictionary(named => named.Key, named => named.Value.SnapshotId).OrderBy(named => named.Key, StringComparer.Ordinal));
        Assert.Equal(
            hours.Values.Concat(days.Values).Concat(whole.TakeLast(60)).Distinct().Order(),
            table.Metadata.Snapshots.Select(snapshot => snapshot.SnapshotId).Order());

        // Each state has a file of rows, a manifest of it and one of the file before, and a list; the log names a hundred metadata files.
        _world.Clock.Advance(SnapshotCleanup.Grace);
        await _world.Maintenance.DeleteRetiredAsync(CancellationToken.None);
        Assert.InRange(_world.OnDisk.Count(path => !path.EndsWith(".metadata.json", StringComparison.Ordinal)), 1, 4 * table.Metadata.Snapshots.Count);

        static DateTimeOffset Hour(DateTimeOffset time) => new(time.Year, time.Month, time.Day, time.Hour, 0, 0, TimeSpan.Zero);
        static long Last(IEnumerable<KeyValuePair<long, DateTimeOffset>> states) => states.MaxBy(state => state.Value).Key;
    }

    [Fact]
    public async Task State_of_a_kept_hour_can_be_read_by_its_name_and_by_a_time()
    {
        var table = await _world.CreateAsync();
        (table, var first) = await ReplaceAsync(table, null);
        var kept = table.Metadata.CurrentSnapshotId!.Value;
        _world.Clock.Advance(TimeSpan.FromHours(1));
        (table, var last) = await ReplaceAsync(table, first);
        table = await MaintainAsync(table);
        _world.Clock.Advance(TimeSpan.FromHours(2));
        (table, _) = await ReplaceAsync(table, last);
        table = await MaintainAsync(table);

        // The clock began at half past twelve.
        Assert.Equal(kept, SnapshotChoice.Reference("hour-2026-01-31T12").Resolve(table.Metadata)!.SnapshotId);
        Assert.Equal(kept, SnapshotChoice.AsOf(new DateTimeOffset(2026, 1, 31, 13, 0, 0, TimeSpan.Zero)).Resolve(table.Metadata)!.SnapshotId);
        Assert.Equal([kept], table.Metadata.KeptStates.Select(snapshot => snapshot.SnapshotId).Take(1));
        Assert.True(table.Metadata.IsPublished(kept));
        Assert.Single(await _world.LiveAsync(table, table.Metadata.SnapshotById(kept)), file => file.Key == first.Location);
        var refused = Assert.Throws<IcebergException>(() => SnapshotChoice.AsOf(new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero)).Resolve(table.Metadata));
        Assert.Contains("its oldest is of 2026-01-31T12:30:00", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compacted_state_at_the_end_of_an_hour_is_kept_rather_than_the_last()
    {
        var table = await _world.CreateAsync();
        (table, var file) = await ReplaceAsync(table, null);
        _world.Clock.Advance(TimeSpan.FromMinutes(28));
        var compacted = await _world.FileAsync(table);
        table = await _world.CommitAsync(table, new SnapshotChange { Operation = SnapshotOperations.Replace, AddedData = [compacted], Removed = new HashSet<string> { file.Location } });
        var kept = table.Metadata.CurrentSnapshotId!.Value;
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        (table, _) = await _world.AppendAsync(table);
        _world.Clock.Advance(TimeSpan.FromMinutes(2));
        (table, _) = await _world.AppendAsync(table);

        table = await MaintainAsync(table);

        Assert.Equal(kept, table.Metadata.Reference("hour-2026-01-31T12")!.SnapshotId);
    }

    [Fact]
    public async Task Current_state_needs_no_name_until_another_follows_it()
    {
        var table = await _world.CreateAsync();
        (table, var file) = await ReplaceAsync(table, null);
        _world.Clock.Advance(TimeSpan.FromDays(3));

        Assert.Same(table, await MaintainAsync(table));
        (table, _) = await ReplaceAsync(table, file);
        table = await MaintainAsync(table);

        Assert.Equal(["day-2026-01-31", "main"], table.Metadata.References.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task States_with_rows_that_had_their_time_are_kept_by_no_hour_and_no_day()
    {
        var table = await _world.CreateAsync();
        DataFile? file = null;
        for (var hour = 0; hour < 30; hour++)
        {
            (table, file) = await ReplaceAsync(table, file);
            table = await MaintainAsync(table);
            _world.Clock.Advance(TimeSpan.FromHours(1));
        }

        Assert.Equal(26, table.Metadata.References.Count);
        table = await _world.CommitAsync(table, new SnapshotChange
        {
            Operation = SnapshotOperations.Overwrite,
            AddedData = [await _world.FileAsync(table)],
            Removed = new HashSet<string> { file!.Location },
            Summary = new Dictionary<string, string> { [SnapshotSummaryKeys.RetentionCutoff] = "1" },
        });
        table = await MaintainAsync(table);

        Assert.Equal([SnapshotReference.Main], table.Metadata.References.Keys);
        Assert.Single(table.Metadata.Snapshots);
    }

    private async Task<(LoadedTable Table, DataFile File)> ReplaceAsync(LoadedTable table, DataFile? before)
    {
        var file = await _world.FileAsync(table);
        var change = new SnapshotChange { Operation = SnapshotOperations.Overwrite, AddedData = [file], Removed = before is null ? new HashSet<string>() : [before.Location] };
        return (await _world.CommitAsync(table, change), file);
    }

    private async Task<LoadedTable> MaintainAsync(LoadedTable table)
    {
        var cutoff = table.Metadata.Snapshots.LastOrDefault(snapshot => snapshot.Summary.ContainsKey(SnapshotSummaryKeys.RetentionCutoff));
        var tags = SnapshotThinning.Due(table.Metadata, ThinningTerms.Default, _world.Clock.GetUtcNow(), cutoff);
        table = await _world.Maintenance.ExpireAsync(table, ExpiryTerms.Default, new TableCommit([], tags), CancellationToken.None);
        await _world.Maintenance.DeleteRetiredAsync(CancellationToken.None);
        return table;
    }
}
