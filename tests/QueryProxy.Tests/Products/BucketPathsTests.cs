using MeshStarter.Contracts;
using MeshStarter.QueryProxy.Products;

namespace MeshStarter.QueryProxy.Tests.Products;

public sealed class BucketPathsTests
{
    private static readonly DataProductId Orders = DataProductId.Parse("orders.orders");
    private static readonly string Root = Path.Combine(Path.GetTempPath(), "mesh buckets");

    [Theory]
    [InlineData("orders/orders/v1/data/01a1f881.parquet")]
    [InlineData("orders/a_b-c=1/x.parquet")]
    public void File_in_its_domains_bucket_is_in_place(string path)
    {
        Assert.Null(new BucketPaths(Root).Stray(Orders, Snapshot(Path.Combine(Root, path))));
    }

    [Theory]
    [InlineData("payments/x.parquet")]
    [InlineData("orders2/x.parquet")]
    [InlineData("orders/../payments/x.parquet")]
    [InlineData("orders/./x.parquet")]
    [InlineData("orders//x.parquet")]
    [InlineData("orders/*.parquet")]
    [InlineData("orders/x?.parquet")]
    [InlineData("orders/[ab].parquet")]
    [InlineData("orders/{a,b}.parquet")]
    [InlineData("orders/x.parquet', '/etc/passwd")]
    [InlineData("orders/x\\y.parquet")]
    [InlineData("orders/~x.parquet")]
    [InlineData("orders/")]
    public void File_elsewhere_or_pattern_is_found(string path)
    {
        Assert.Equal(Root + "/" + path, new BucketPaths(Root).Stray(Orders, Snapshot(Root + "/" + path)));
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("orders/x.parquet")]
    [InlineData("s3://orders/x.parquet")]
    [InlineData("file:///orders/x.parquet")]
    [InlineData("")]
    public void Anything_but_an_absolute_path_in_the_bucket_is_found(string path)
    {
        Assert.Equal(path, new BucketPaths(Root).Stray(Orders, Snapshot(path)));
    }

    private static TableSnapshot Snapshot(string path) => new()
    {
        SnapshotId = 1,
        SequenceNumber = 1,
        Timestamp = DateTimeOffset.UnixEpoch,
        // A snapshot may say of itself what it likes.
        Product = DataProductId.Parse("payments.ledger"),
        Version = ProductVersion.First,
        Files = [new DataFile(path, 1, 1)],
        Summary = new Dictionary<string, string>(StringComparer.Ordinal),
    };
}
