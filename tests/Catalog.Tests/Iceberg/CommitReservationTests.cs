using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.IcebergCatalog.Names;
using MeshStarter.Platform.IcebergCatalog.Tables;
using MeshStarter.Policy.Decisions;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace MeshStarter.Catalog.Tests.Iceberg;

/// <summary>A table is reserved for a late writer that has loaded it. No reservation of these tests expires by the clock.</summary>
[Trait("Category", "Quick")]
public sealed class CommitReservationTests : IDisposable
{
    private static readonly TableIdentifier Notes = new(["shop", "drafts"], "notes");

    private readonly Principal _late = new("late", "shop", ["owner"], []);
    private readonly Principal _other = new("other", "shop", ["owner"], []);
    private readonly HttpContextAccessor _requests = new();
    private readonly CancellationTokenSource _connection = new();
    // A name below a domain's is resolved without the database.
    private readonly NpgsqlDataSource _database = NpgsqlDataSource.Create("Host=localhost");
    private readonly TableNames _names;
    private readonly CommitQueue _queue;
    private readonly TableCommit _lateCommit = Commit(1);

    public CommitReservationTests()
    {
        var time = new MovableTime { Never = TimeSpan.FromSeconds(1) };
        _names = new TableNames(_database, time);
        _queue = new CommitQueue(_names, _requests, time);
        From("first", _connection.Token);
    }

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
    }

    [Fact]
    public async Task Commit_of_another_waits_for_that_of_a_late_writer_that_loaded_the_table()
    {
        var target = await LoadLateAsync();

        var held = _queue.HeldBy(target, _other, Commit(2));

        Assert.False(held!.Ended.IsCompleted);
        Assert.Null(_queue.HeldBy(target, _late, _lateCommit));
        _queue.Leave(target, _late, _lateCommit, isMade: true);
        await held.Ended;
        Assert.Null(_queue.HeldBy(target, _other, Commit(2)));
    }

    [Fact]
    public async Task Commit_of_its_subject_that_a_proxy_sent_on_is_taken_for_the_holders()
    {
        var target = await LoadLateAsync();
        From("second", CancellationToken.None);
        Assert.NotNull(_queue.HeldBy(target, _late, Commit(2)));

        _requests.HttpContext!.Request.Headers["X-Forwarded-For"] = "127.0.0.1";

        Assert.Null(_queue.HeldBy(target, _late, Commit(2)));
        Assert.NotNull(_queue.HeldBy(target, _other, Commit(2)));
    }

    [Fact]
    public async Task Reservation_ends_when_another_catalog_changed_the_table_and_not_the_one_after_it()
    {
        var target = await LoadLateAsync();
        var held = _queue.HeldBy(target, _other, Commit(2))!;

        _queue.Overtaken(target, held);
        await held.Ended;

        Assert.Null(_queue.HeldBy(target, _other, Commit(2)));
        _queue.AddLate(target, _late, _lateCommit);
        await _queue.ReserveAsync(_late, Notes, CancellationToken.None);
        _queue.Overtaken(target, held);
        Assert.False(_queue.HeldBy(target, _other, Commit(2))!.Ended.IsCompleted);
    }

    [Fact]
    public async Task Late_writer_that_has_not_loaded_the_table_holds_nothing_up()
    {
        var target = await _names.ResolveAsync(Notes, CancellationToken.None);
        _queue.AddLate(target, _late, _lateCommit);

        Assert.Null(_queue.HeldBy(target, _other, Commit(2)));
    }

    [Fact]
    public async Task Reservation_ends_with_its_writers_connection()
    {
        var target = await LoadLateAsync();
        var held = _queue.HeldBy(target, _other, Commit(2));

        await _connection.CancelAsync();

        await held!.Ended;
        Assert.Null(_queue.HeldBy(target, _other, Commit(2)));
    }

    [Fact]
    public async Task Next_late_writer_is_granted_the_table_when_the_one_before_has_committed()
    {
        var target = await LoadLateAsync();
        From("second", CancellationToken.None);
        _queue.AddLate(target, _other, Commit(2));

        var granted = _queue.ReserveAsync(_other, Notes, CancellationToken.None);

        Assert.False(granted.IsCompleted);
        From("first", _connection.Token);
        _queue.Leave(target, _late, _lateCommit, isMade: true);
        await granted;
        Assert.NotNull(_queue.HeldBy(target, _late, _lateCommit));
    }

    private async Task<TableTarget> LoadLateAsync()
    {
        var target = await _names.ResolveAsync(Notes, CancellationToken.None);
        _queue.AddLate(target, _late, _lateCommit);
        await _queue.ReserveAsync(_late, Notes, CancellationToken.None);
        return target;
    }

    private void From(string connection, CancellationToken closed)
    {
        var context = new DefaultHttpContext();
        context.Connection.Id = connection;
        context.Features.Set<IConnectionLifetimeFeature>(new Connection { ConnectionClosed = closed });
        _requests.HttpContext = context;
    }

    private static TableCommit Commit(long snapshot) => new([], [new AddSnapshot(new Snapshot { SnapshotId = snapshot, TimestampMs = 0 })]);

    private sealed class Connection : IConnectionLifetimeFeature
    {
        public CancellationToken ConnectionClosed { get; set; }

        public void Abort()
        {
        }
    }
}
