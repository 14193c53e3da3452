using System.Text.Json;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Products;
using MeshStarter.Lake.Parquet;
using MeshStarter.Lake.Reading;
using MeshStarter.Lake.Tables;
using MeshStarter.LakeKit;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Operations;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Platform.Storage;
using MeshStarter.Sdk.Consuming;

namespace MeshStarter.Sdk.Tests.Consuming;

/// <summary>Readers who may see every column and row read the table's own files; all others read what the port hands out.</summary>
public sealed class FileSubscriptionTests : PortServerTests
{
    private static readonly DataProductDescriptor Orders = DescriptorReader.Read(
        """
        name: orders.orders
        version: 1.0.0
        owner: team@example.org
        description: for a test
        key: [n]
        schema:
          - { name: n, type: BIGINT, required: true, description: number }
          - { name: status, type: STRING, description: its state }
        quality: { freshness_sla: 5 minutes, availability: "99.9%", schema_evolution: backward_compatible }
        access: { classification: internal }
        retention: 400 days
        ports: [table]
        examples: ["SELECT * FROM orders.orders"]
        """,
        "data-product.yaml").Descriptor!;

    private TableWriter _writer = null!;
    private long _position;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Server.Register("orders.orders", PortType.Table, ("n", "BIGINT"), ("status", "STRING"));
        Server.ServeStates("orders.orders", (4711, [new { n = 1, status = "of the port" }]));
        _writer = new TableWriter(Server.Bucket, new TableReader(Server.Bucket.Store, new ManifestCache(1 << 20), new FileShapes(100)), Server.Tables, TimeProvider.System);
    }

    public override async Task DisposeAsync()
    {
        _writer.Dispose();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task Rows_are_read_from_the_files_and_the_port_is_not_called()
    {
        await PublishAsync((1, "placed"), (2, "placed"));
        await PublishAsync((2, "paid"));
        var orders = await SubscribeAsync();

        Assert.Equal(["1 placed", "2 paid"], await ReadAsync(orders));
        Assert.Equal(["2 paid"], await ReadAsync(orders.Where($"status = {"paid"}")));
        Assert.Equal(["1 placed", "2 paid"], await ReadAsync(orders.Join(orders.Select("n"), on: "n")));

        await PublishAsync((3, "placed"));
        Assert.Equal(["1 placed", "2 paid", "3 placed"], await ReadAsync(orders));
        Assert.Empty(RequestedFromPort());
    }

    [Fact]
    public async Task Files_without_a_row_that_is_requested_are_not_looked_at()
    {
        await PublishAsync((1, "placed"));
        var first = Assert.Single(Directory.EnumerateFiles(Server.Bucket.Root, "*.parquet", SearchOption.AllDirectories));
        await PublishAsync((2, "placed"));
        await PublishAsync((3, "paid"));
        // A reader that needs it from here on is sent to the port.
        File.Delete(first);
        var orders = await SubscribeAsync();

        Assert.Equal(["2 placed", "3 paid"], await ReadAsync(orders.Where($"n > {1}")));
        Assert.Equal(["3 paid"], await ReadAsync(orders.Where($"n >= {2}").Where($"status = {"paid"} OR n = {4}")));
        Assert.Equal(["2 placed"], await ReadAsync(orders.Select("status", "n").Where($"n BETWEEN {2} AND {9} AND status <> {"paid"}")));
        Assert.Equal(["3 paid"], await ReadAsync(orders.Where($"n > {1}").Join(orders.Where($"n = {3}").Select("n"), on: "n")));
        Assert.Empty(RequestedFromPort());

        Assert.Equal(["1 of the port"], await ReadAsync(orders.Where($"n < {3}")));
        Assert.Equal(["1 of the port"], await ReadAsync(orders.Where($"n + 0 < {3}")));
        Assert.Empty(await ReadAsync(orders.Where($"n > {1}").Join(orders.Select("n"), on: "n")));
        Assert.Empty(await ReadAsync(orders.Join(orders.Select("n"), on: "n").Where($"n > {1}")));
        Assert.Equal(4, RequestedFromPort().Count());
    }

    [Fact]
    public async Task Selected_snapshot_is_read_however_often_the_table_changes()
    {
        await PublishAsync((1, "placed"));
        var pinned = (await SubscribeAsync()).Pinned();
        Assert.Equal(["1 placed"], await ReadAsync(pinned));
        var first = pinned.SnapshotId!.Value;
        await PublishAsync((1, "paid"));

        Assert.Equal(["1 placed"], await ReadAsync(pinned));
        Assert.Equal(["1 placed"], await ReadAsync((await SubscribeAsync()).AtSnapshot(first)));
        Assert.Equal(["1 paid"], await ReadAsync((await SubscribeAsync()).AsOf(TimeProvider.System.GetUtcNow().AddMinutes(1))));
        Assert.Empty(RequestedFromPort());
    }

    [Fact]
    public async Task Table_without_a_snapshot_stays_without_rows_once_it_is_pinned()
    {
        await ProductTable.OpenAsync(Server.Tables, Orders, CancellationToken.None);
        var pinned = (await SubscribeAsync()).Pinned();
        Assert.Empty(await ReadAsync(pinned));

        await PublishAsync((1, "placed"));

        Assert.Empty(await ReadAsync(pinned));
        Assert.Null(pinned.SnapshotId);
    }

    [Fact]
    public async Task Table_alongside_a_stream_that_is_followed_is_the_one_of_the_beginning_also_when_its_files_are_gone()
    {
        await PublishAsync((1, "placed"));
        var feed = new EventFeed("orders.events");
        Server.Register("orders.events", PortType.Stream, ("n", "BIGINT"));
        Server.Ports["orders.events"] = feed.ServeAsync;
        feed.Emit(1, """{"n":1}""");
        var events = await SubscribeAsync("orders.events");

        var answers = await AnswersAsync(events.Join(await SubscribeAsync(), on: "n").FollowAsync<Row>(CancellationToken.None), rows => rows.Count, 2, between: _ =>
        {
            foreach (var file in Directory.EnumerateFiles(Server.Bucket.Root, "*.parquet", SearchOption.AllDirectories))
            {
                File.Delete(file);
            }

            feed.Emit(2, """{"n":1}""");
        });

        Assert.Equal([1, 2], answers);
    }

    [Fact]
    public async Task Table_alongside_a_stream_is_read_from_the_port_where_that_masks_though_the_catalog_has_not_heard_of_it()
    {
        await PublishAsync((1, "placed"));
        var feed = new EventFeed("orders.events");
        Server.Register("orders.events", PortType.Stream, ("n", "BIGINT"));
        Server.Ports["orders.events"] = feed.ServeAsync;
        Server.Obligations["orders.orders"] = "status masked";
        feed.Emit(1, """{"n":1}""");
        var events = await SubscribeAsync("orders.events");

        var rows = await events.Join(await SubscribeAsync(), on: "n").FollowAsync<Row>(CancellationToken.None).FirstAsync(CancellationToken.None);

        Assert.Equal([new Row(1, "of the port")], rows);
    }

    [Fact]
    public async Task Who_may_not_have_the_files_reads_the_port_and_asks_for_files_once()
    {
        await PublishAsync((1, "placed"));
        Server.GrantsFiles = false;
        var orders = await SubscribeAsync();

        Assert.Equal(["1 of the port"], await ReadAsync(orders));
        Assert.Equal(["1 of the port"], await ReadAsync(orders));
        Assert.Equal(["1 of the port"], await ReadAsync(orders.Pinned()));
        Assert.Single(Server.Requests, request => request.Path.StartsWith("/iceberg/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Snapshot_that_only_a_branch_holds_and_files_that_are_not_here_are_the_ports_to_answer()
    {
        await PublishAsync((1, "placed"));
        var name = ProductTable.Of(Orders.Name, 1);
        var table = (await Server.Tables.LoadAsync(name, CancellationToken.None))!;
        var committer = new TableCommitter(Server.Tables, Server.Bucket.Store, new ScanPlanner(Server.Bucket.Store, new ManifestCache(1 << 20)), TimeProvider.System);
        await Server.Tables.CommitAsync(name, new TableCommit([], [new SetSnapshotReference("fix", SnapshotReference.Branch(table.Metadata.CurrentSnapshotId!.Value))]), CancellationToken.None);
        table = (await Server.Tables.LoadAsync(name, CancellationToken.None))!;
        var (_, branched) = await committer.CommitAsync(table, new SnapshotChange { Operation = SnapshotOperations.Append }, CancellationToken.None, "fix");
        var orders = await SubscribeAsync();

        await Assert.ThrowsAsync<SubscriptionRefusedException>(() => ReadAsync(orders.AtSnapshot(branched)));
        Assert.Equal([$"/ports/orders.orders?snapshot={branched}"], RequestedFromPort());

        Directory.Delete(FileLocation.ToPath(table.Metadata.Location), recursive: true);
        Assert.Equal(["1 of the port"], await ReadAsync(orders));
    }

    private Task PublishAsync(params (long N, string Status)[] rows) =>
        _writer.PublishAsync(Orders, [.. rows.Select(row => new RowChange(++_position, JsonSerializer.Serialize(new { n = row.N, status = row.Status })))], CancellationToken.None);

    private static async Task<IEnumerable<string>> ReadAsync(ConsumedRows rows) =>
        (await rows.ToListAsync<Row>(CancellationToken.None)).OrderBy(row => row.N).Select(row => $"{row.N} {row.Status}").ToList();

    private IEnumerable<string> RequestedFromPort() => Server.Requests.Select(request => request.Path).Where(path => path.StartsWith("/ports/", StringComparison.Ordinal));

    private sealed record Row(long N, string Status);
}
