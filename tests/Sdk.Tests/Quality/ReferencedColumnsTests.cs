using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Lake.Parquet;
using MeshStarter.Lake.Reading;
using MeshStarter.Lake.Tables;
using MeshStarter.LakeKit;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Sdk.Consuming;
using MeshStarter.Sdk.Quality;
using MeshStarter.Sdk.Tests.Consuming;

namespace MeshStarter.Sdk.Tests.Quality;

/// <summary>Values of other domains' products, as a domain that looks them up gets them.</summary>
[Trait("Category", "Quick")]
public sealed class ReferencedColumnsTests : IAsyncLifetime
{
    private static readonly DataProductId Orders = DataProductId.Parse("orders.orders");

    private readonly MovableTime _time = new();
    private readonly HttpClient _http = new();
    private PortServer _server = null!;
    private ReferencedColumns _columns = null!;

    public async Task InitializeAsync()
    {
        _server = await PortServer.StartAsync();
        _server.GrantsFiles = false;
        _server.Register("orders.orders", PortType.Table, ("n", "BIGINT"), ("email", "STRING"));
        _server.ServeRows("orders.orders", new { n = 1 }, new { n = 2 }, new { n = 2 });
        _columns = new ReferencedColumns(new DataProductConsumer(_server.Address, _http) { Purpose = "Checks" }, _time);
    }

    public async Task DisposeAsync()
    {
        _columns.Dispose();
        _http.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Values_of_a_port_are_requested_again_once_they_are_old()
    {
        Assert.Equal(["1", "2"], await ReadAsync("n"));
        _server.ServeRows("orders.orders", new { n = 3 });
        Assert.Equal(["1", "2"], await ReadAsync("n"));

        _time.Advance(ReferencedColumns.Age);

        Assert.Equal(["3"], await ReadAsync("n"));
        Assert.Equal(["/ports/orders.orders?columns=n", "/ports/orders.orders?columns=n"], _server.Requests.Select(request => request.Path).Where(path => path.StartsWith("/ports", StringComparison.Ordinal)));
        Assert.Equal(("orders.orders", "Checks"), (Assert.Single(_server.Subscriptions).Product, Assert.Single(_server.Subscriptions).Request.Purpose));
    }

    [Fact]
    public async Task Values_are_read_from_files_that_policy_gives()
    {
        _server.GrantsFiles = true;
        using var writer = new TableWriter(_server.Bucket, new TableReader(_server.Bucket.Store, new ManifestCache(1 << 20), new FileShapes(100)), _server.Tables, TimeProvider.System);
        var product = new DataProductDescriptor { Name = Orders, Owner = "team@example.org", Schema = _server.Products["orders.orders"].Schema };
        await writer.PublishAsync(product, [new RowChange(1, """{"n":1}"""), new RowChange(2, """{"n":2}""")], CancellationToken.None);

        Assert.Equal(["1", "2"], await ReadAsync("n"));
        Assert.DoesNotContain(_server.Requests, request => request.Path.StartsWith("/ports", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Masked_or_missing_column_is_refused_and_requested_again()
    {
        var rows = _server.Ports["orders.orders"];
        _server.Ports["orders.orders"] = context =>
        {
            context.Response.Headers["Mesh-Masked-Columns"] = "email, n";
            return rows(context);
        };

        Assert.Equal("orders.orders shows this caller n masked; ask its owner for access to it", (await Assert.ThrowsAsync<SubscriptionRefusedException>(() => ReadAsync("n"))).Message);
        Assert.Equal("orders.orders has no column id, which a check refers to", (await Assert.ThrowsAsync<SubscriptionRefusedException>(() => ReadAsync("id"))).Message);

        _server.Ports["orders.orders"] = rows;
        Assert.Equal(["1", "2"], await ReadAsync("n"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Port_that_hangs_before_or_within_its_rows_is_given_up(bool begins)
    {
        _server.Ports["orders.orders"] = async context =>
        {
            if (begins)
            {
                await context.Response.StartAsync(context.RequestAborted);
            }

            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        };
        using var columns = new ReferencedColumns(new DataProductConsumer(_server.Address, _http), new QuickTime());

        var given = await Assert.ThrowsAsync<HttpRequestException>(() => columns.FindAsync(Orders, "n", CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Equal("orders.orders is not read within 10 seconds.", given.Message);
    }

    [Fact]
    public async Task Spilled_values_are_readable_by_no_other_user_and_those_of_a_killed_process_go()
    {
        var left = LeftFolder.Make("mesh-referenced-");

        using var next = new ReferencedColumns(new DataProductConsumer(_server.Address, _http), _time);
        using var values = await next.FindAsync(Orders, "n", CancellationToken.None);
        var path = PathOf(values);

        await LeftFolder.IsGoneAsync(left);
        Assert.True(File.Exists(path));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(path)!));
        }

        Assert.Equal(["1", "2"], await ReadAsync("n"));
    }

    [Fact]
    public async Task Values_that_newer_ones_replaced_stay_until_each_of_their_readers_has_ended()
    {
        var first = await _columns.FindAsync(Orders, "n", CancellationToken.None);
        var second = await _columns.FindAsync(Orders, "n", CancellationToken.None);
        foreach (var age in (TimeSpan[])[ReferencedColumns.Age, TimeSpan.FromMinutes(15)])
        {
            _time.Advance(age);
            await ReadAsync("n");
        }

        first.Dispose();
        Assert.True(File.Exists(PathOf(second)));
        second.Dispose();
        Assert.False(File.Exists(PathOf(second)));
        Assert.Equal(["1", "2"], await ReadAsync("n"));
    }

    private static string PathOf(ReferencedValues values) => values.Sql.Split('\'')[1];

    private async Task<IEnumerable<string>> ReadAsync(string column)
    {
        using var values = await _columns.FindAsync(Orders, column, CancellationToken.None);
        using var reader = new SnapshotReader();
        return (await reader.RowsAsync($"SELECT {column} FROM ({values.Sql}) ORDER BY 1", CancellationToken.None)).Select(row => row.GetProperty(column).GetRawText()).ToList();
    }
}
