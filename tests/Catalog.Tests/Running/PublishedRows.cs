using MeshStarter.Catalog.Tests.Iceberg;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Quality;
using MeshStarter.Lake.Parquet;
using MeshStarter.Lake.Reading;
using MeshStarter.Lake.Tables;
using MeshStarter.LakeKit;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Catalog.Tests.Running;

/// <summary>Publishes rows of a product as its own service does.</summary>
internal static class PublishedRows
{
    /// <summary>Publishes each batch as a snapshot of its own.</summary>
    public static Task PublishAsync(this CatalogFixture catalog, TestProduct product, params IReadOnlyList<string>[] batches) => WithWriterAsync(catalog, product, async (writer, descriptor) =>
    {
        var position = (await writer.PublishedRowsAsync(descriptor, CancellationToken.None)).Position;
        foreach (var batch in batches)
        {
            var outcome = await writer.PublishAsync(descriptor, [.. batch.Select(row => new RowChange(++position, row))], CancellationToken.None, origin: new BatchOrigin($"{position}", [new ReadDataset($"{product.Domain}.outbox", $"{position}")], Columns: null));
            Assert.False(outcome.IsQuarantined);
        }
    });

    /// <summary>Does the maintenance of the product's table that is due.</summary>
    public static Task MaintainAsync(this CatalogFixture catalog, TestProduct product) =>
        WithWriterAsync(catalog, product, static (writer, descriptor) => writer.MaintainAsync(descriptor, CancellationToken.None));

    private static async Task WithWriterAsync(CatalogFixture catalog, TestProduct product, Func<TableWriter, DataProductDescriptor, Task> act)
    {
        using var service = new IcebergCaller(catalog, catalog.Service(product.Domain));
        var bucket = new Bucket(Path.Combine(catalog.Buckets, product.Domain));
        using var writer = new TableWriter(bucket, new TableReader(bucket.Store, new ManifestCache(1 << 20), new FileShapes(100)), service.Tables, TimeProvider.System);
        await act(writer, DescriptorReader.Read(product.Descriptor, "data-product.yaml").Descriptor!);
    }
}
