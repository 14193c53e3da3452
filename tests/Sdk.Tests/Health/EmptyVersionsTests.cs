using MeshStarter.Contracts.Products;
using MeshStarter.Lake.Parquet;
using MeshStarter.Lake.Reading;
using MeshStarter.Lake.Tables;
using MeshStarter.LakeKit;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Platform.Sources.Definitions;
using MeshStarter.Platform.Storage;
using MeshStarter.Sdk.Health;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Registration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;

namespace MeshStarter.Sdk.Tests.Health;

/// <summary>The owners of a new major version see that it has none of the rows of the one before, until rows come.</summary>
public sealed class EmptyVersionsTests : IDisposable
{
    private readonly Bucket _bucket = new(Directory.CreateTempSubdirectory("mesh-test-empty-").FullName);
    private readonly OwnProducts _products = OwnProducts.Read(typeof(EmptyVersionsTests).Assembly, "checked");
    private readonly RegisteredProducts _registered = new();
    private readonly LocalTableCatalog _catalog;
    private readonly TableWriter _writer;
    private readonly EmptyVersions _versions;

    public EmptyVersionsTests()
    {
        _catalog = new LocalTableCatalog(_bucket.Store, _bucket.Root, TimeProvider.System);
        _writer = new TableWriter(_bucket, new TableReader(_bucket.Store, new ManifestCache(1 << 20), new FileShapes(100)), _catalog, TimeProvider.System);
        _versions = new EmptyVersions(_products, _registered, _writer, NullLogger<EmptyVersions>.Instance);
    }

    private OwnProduct Second => _products.All.Single(product => product.Id.Reference.ToString() == "checked.prices@2");

    public void Dispose()
    {
        _writer.Dispose();
        Directory.Delete(_bucket.Root, recursive: true);
    }

    [Fact]
    public async Task New_major_version_is_noted_without_harm_to_the_health_until_rows_are_published()
    {
        foreach (var product in _products.All)
        {
            _registered.Add(product);
        }

        Assert.Equal((HealthStatus.Healthy, "empty until rows are emitted: checked.prices@2 → mesh product refill checked.prices@2, where the domain offers it"), await CheckAsync());
        // A publisher has begun, and has no row.
        await _writer.BeginAsync(Second.Descriptor, new FencingToken(Guid.NewGuid()), CancellationToken.None);
        Assert.NotNull((await CheckAsync()).Note);

        await _writer.PublishAsync(Second.Descriptor, [new RowChange(1, """{"item_id":1,"amount":"1.00","currency":"EUR"}""")], CancellationToken.None);
        Assert.Equal((HealthStatus.Healthy, null), await CheckAsync());
    }

    [Fact]
    public async Task Version_that_the_catalog_has_not_registered_is_not_noted() => Assert.Equal((HealthStatus.Healthy, null), await CheckAsync());

    [Fact]
    public async Task Version_that_reads_all_rows_of_its_source_is_not_noted()
    {
        var sourced = Second with { Source = SourceDefinitionReader.Read("name: exports\nkind: files\npath: /var/exports\n", "source.yaml", Second.Descriptor).Definition };
        _registered.Add(sourced);
        var versions = new EmptyVersions(new OwnProducts("checked", [sourced]), _registered, _writer, NullLogger<EmptyVersions>.Instance);

        Assert.NotNull(sourced.Source);
        Assert.Null((await versions.CheckHealthAsync(new HealthCheckContext(), CancellationToken.None)).Description);
    }

    [Fact]
    public async Task Catalog_that_does_not_answer_changes_nothing()
    {
        _registered.Add(Second);
        _catalog.BeforeLoad = () => throw new HttpRequestException("The catalog does not answer.");

        Assert.Equal((HealthStatus.Healthy, null), await CheckAsync());
    }

    [Fact]
    public async Task Tables_of_all_products_are_loaded_at_the_same_time()
    {
        OwnProduct[] several = [.. Enumerable.Range(1, 8).Select(number => new OwnProduct(Second.Descriptor with { Name = DataProductId.Parse($"checked.prices{number}") }, Second.Text, Second.File))];
        foreach (var product in several)
        {
            _registered.Add(product);
        }

        // No table is given before all are requested.
        var (requested, all) = (0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        _catalog.BeforeLoad = () =>
        {
            if (Interlocked.Increment(ref requested) == several.Length)
            {
                all.SetResult();
            }

            return all.Task.WaitAsync(TimeSpan.FromMinutes(2));
        };
        var versions = new EmptyVersions(new OwnProducts("checked", several), _registered, _writer, NullLogger<EmptyVersions>.Instance);

        var result = await versions.CheckHealthAsync(new HealthCheckContext(), CancellationToken.None);

        Assert.Equal(string.Join('\n', several.Select(product => EmptyVersions.Text(product.Id))), result.Description);
    }

    private async Task<(HealthStatus Status, string? Note)> CheckAsync() =>
        await _versions.CheckHealthAsync(new HealthCheckContext(), CancellationToken.None) is var result ? (result.Status, result.Description) : default;
}
