using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;
using MeshStarter.Contracts.Types;
using MeshStarter.Lake.Parquet;
using MeshStarter.Lake.Reading;
using MeshStarter.Lake.Tables;
using MeshStarter.LakeKit;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Platform.Storage;
using MeshStarter.Sdk.Quality;

namespace MeshStarter.Sdk.Tests.Quality;

/// <summary>Values of other domains' products are read by the SDK, for the audit of a publish alone.</summary>
public sealed class TablePublisherTests : IDisposable
{
    private static readonly ReferentialCheck Check = new("order_id", DataProductId.Parse("shop.orders"), "id");

    private readonly Bucket _bucket = new(Directory.CreateTempSubdirectory("mesh-test-referring-").FullName);
    private readonly LocalTableCatalog _catalog;
    private readonly TableWriter _writer;
    private readonly FencingToken _fencing = new(Guid.NewGuid());
    private string? _orders;
    private int _found;

    public TablePublisherTests()
    {
        _catalog = new LocalTableCatalog(_bucket.Store, _bucket.Root, TimeProvider.System);
        _writer = new TableWriter(_bucket, new TableReader(_bucket.Store, new ManifestCache(1 << 20), new FileShapes(100)), _catalog, TimeProvider.System);
    }

    private IEnumerable<string> Files => Directory.EnumerateFiles(_bucket.Root, "*.parquet", SearchOption.AllDirectories);

    public void Dispose()
    {
        _writer.Dispose();
        Directory.Delete(_bucket.Root, recursive: true);
    }

    [Fact]
    public async Task Batch_whose_reference_cannot_be_looked_up_is_not_published_unless_the_check_only_warns()
    {
        await _writer.BeginAsync(Product(Check), _fencing, CancellationToken.None);

        await Assert.ThrowsAsync<HttpRequestException>(() => PublishAsync(Check, 1));
        Assert.Empty(Files);

        var outcome = await PublishAsync(Check with { Severity = CheckSeverity.Warn }, 1);
        Assert.Equal((false, "shop.orders.id cannot be read here."), (outcome.IsQuarantined, outcome.Findings[0].Result.Reason));
        Assert.Single(Files);
    }

    [Fact]
    public async Task Lookup_that_is_given_up_does_not_keep_back_rows_of_a_check_that_only_warns()
    {
        var warned = Check with { Severity = CheckSeverity.Warn };
        await _writer.BeginAsync(Product(warned), _fencing, CancellationToken.None);
        var publisher = new TablePublisher(_writer, (_, _, _) => throw new TaskCanceledException("The request timed out."));

        var outcome = await publisher.PublishAsync(Product(warned), [new RowChange(1, """{"order_id":1}""")], _fencing, Origin, CancellationToken.None);

        Assert.Equal("shop.orders.id cannot be read here.", outcome.Findings[0].Result.Reason);
        Assert.Single(Files);
    }

    [Fact]
    public async Task Values_are_looked_up_again_when_another_commit_was_first()
    {
        await _writer.BeginAsync(Product(Check), _fencing, CancellationToken.None);
        _orders = "SELECT 0 AS id";
        _catalog.BeforeSwap = () =>
        {
            _catalog.BeforeSwap = () => Task.CompletedTask;
            _orders = "SELECT unnest([1, 2]) AS id";
            return PublishAsync(Check with { Severity = CheckSeverity.Warn }, 1);
        };
        var batch = new RowWorkspace();
        using (batch)
        {
            var warned = Product(Check with { Severity = CheckSeverity.Warn });
            var outcome = await Publisher.PublishAsync(warned, new RowBatch("whole", batch, warned.Schema, "SELECT 2 AS order_id"), (_, _) => Task.CompletedTask, CancellationToken.None);
            Assert.Equal(CheckOutcome.Passed, outcome.Findings[0].Result.Outcome);
        }
    }

    [Fact]
    public async Task Nothing_is_looked_up_for_rows_that_the_table_has_and_for_deletes()
    {
        _orders = "SELECT unnest([1, 2]) AS id";
        await _writer.BeginAsync(Product(Check), _fencing, CancellationToken.None);
        Assert.False((await PublishAsync(Check, 1)).IsQuarantined);
        Assert.Equal(1, _found);
        _orders = null;

        Assert.True((await PublishAsync(Check, 1)).IsRepeated);
        Assert.NotNull((await Publisher.PublishAsync(Product(Check), [new RowChange(2, null) { DeletedKey = """{"order_id":1}""" }], _fencing, Origin, CancellationToken.None)).Snapshot);
        Assert.Equal(1, _found);
    }

    private static BatchOrigin Origin => new("1-1", [], Columns: null);

    private TablePublisher Publisher => new(_writer, (_, _, _) =>
    {
        _found++;
        return Task.FromResult(new ReferencedValues(_orders ?? throw new HttpRequestException("The port is away.")));
    });

    private static DataProductDescriptor Product(QualityCheck check) => new()
    {
        Name = DataProductId.Parse("delivery.shipments"),
        Version = new ProductVersion(1, 0, 0),
        Owner = "delivery-team@example.org",
        Schema = [new ColumnDefinition { Name = "order_id", Type = ColumnType.Parse("INTEGER") }],
        Key = ["order_id"],
        Quality = new QualityTerms { Checks = [check] },
    };

    private Task<PublishOutcome> PublishAsync(QualityCheck check, int position) =>
        Publisher.PublishAsync(Product(check), [new RowChange(position, $$"""{"order_id":{{position}}}""")], _fencing, Origin, CancellationToken.None);
}
