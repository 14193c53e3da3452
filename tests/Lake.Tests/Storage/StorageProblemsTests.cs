using MeshStarter.Platform.Storage.Settings;

namespace MeshStarter.Lake.Tests.Storage;

public sealed class StorageProblemsTests
{
    private static readonly S3Options Keys = new() { Endpoint = "http://localhost:9000", AccessKey = "orders", SecretKey = "secret" };

    [Fact]
    public void Folders_are_for_development()
    {
        Assert.Null(StorageProblems.OfBucket(new StorageOptions { Bucket = "/data/orders" }, isDevelopment: true));
        Assert.StartsWith("Setting Mesh:Storage:Bucket: /data/orders is a folder, which every process", StorageProblems.OfBucket(new StorageOptions { Bucket = "/data/orders" }, isDevelopment: false), StringComparison.Ordinal);
        Assert.StartsWith("Setting Mesh:Storage:Buckets: /data is a folder, which every process", StorageProblems.OfCatalog(new StorageOptions { Buckets = "/data" }, isDevelopment: false), StringComparison.Ordinal);
        Assert.StartsWith("Setting Mesh:Storage:Buckets: /data is a folder, which every process", StorageProblems.OfReader(new StorageOptions { Buckets = "/data" }, isDevelopment: false), StringComparison.Ordinal);
    }

    [Fact]
    public void Bucket_of_an_s3_store_needs_keys_of_its_own_and_room_for_copies()
    {
        var whole = new StorageOptions { Bucket = "s3://mesh-orders", Cache = "/data/copies", S3 = Keys };

        Assert.Null(StorageProblems.OfBucket(whole, isDevelopment: false));
        AssertNames("Mesh:Storage:S3:AccessKey is missing", new StorageOptions { Bucket = whole.Bucket, Cache = whole.Cache });
        AssertNames("Mesh:Storage:S3:SecretKey is missing", new StorageOptions { Bucket = whole.Bucket, Cache = whole.Cache, S3 = new S3Options { AccessKey = "orders" } });
        AssertNames("Mesh:Storage:Cache is missing", new StorageOptions { Bucket = whole.Bucket, S3 = Keys });
        AssertNames("Mesh:Storage:CacheMiB must be", new StorageOptions { Bucket = whole.Bucket, Cache = whole.Cache, S3 = Keys, CacheMiB = 1 });
        AssertNames("Mesh:Storage:Bucket: s3://Mesh_Orders names no bucket", new StorageOptions { Bucket = "s3://Mesh_Orders", Cache = whole.Cache, S3 = Keys });
        AssertNames("Mesh:Storage:S3:Endpoint: \"minio\" is no address", new StorageOptions { Bucket = whole.Bucket, Cache = whole.Cache, S3 = new S3Options { AccessKey = "a", SecretKey = "b", Endpoint = "minio" } });
    }

    [Theory]
    [InlineData("s3://mesh-", true)]
    [InlineData("s3://acme.data-", true)]
    [InlineData("s3://", false)]
    [InlineData("s3://Mesh-", false)]
    [InlineData("s3://mesh/data", false)]
    [InlineData("abfss://mesh-", true)]
    [InlineData("abfss://", false)]
    [InlineData("abfss://acme.data-", false)]
    [InlineData("abfss://mesh-@lake.dfs.core.windows.net", false)]
    public void Beginning_of_names_is_held_to_what_buckets_may_be_called(string buckets, bool isRight) =>
        Assert.Equal(isRight, StorageProblems.OfReader(new StorageOptions { Buckets = buckets, Cache = "/data/copies", AzureBlob = new AzureBlobOptions { Endpoint = "https://lake.blob.core.windows.net" } }, isDevelopment: false) is null);

    [Fact]
    public void Catalog_vends_with_both_keys_or_not_at_all()
    {
        StorageOptions With(VendingOptions vending) => new() { Buckets = "s3://mesh-", Cache = "/data/copies", S3 = new S3Options { AccessKey = "catalog", SecretKey = "secret", Vending = vending } };

        Assert.Null(StorageProblems.OfCatalog(With(new VendingOptions()), isDevelopment: false));
        Assert.Null(StorageProblems.OfCatalog(With(new VendingOptions { AccessKey = "vending", SecretKey = "secret" }), isDevelopment: false));
        Assert.StartsWith("Setting Mesh:Storage:S3:Vending:SecretKey is missing", StorageProblems.OfCatalog(With(new VendingOptions { AccessKey = "vending" }), isDevelopment: false), StringComparison.Ordinal);
        Assert.StartsWith("Setting Mesh:Storage:S3:Vending:Lifetime must be", StorageProblems.OfCatalog(With(new VendingOptions { Lifetime = TimeSpan.FromMinutes(14) }), isDevelopment: false), StringComparison.Ordinal);
    }

    [Fact]
    public void Storage_account_needs_its_endpoint_and_outside_development_no_key()
    {
        StorageOptions With(string? endpoint, string? key = null, string bucket = "abfss://mesh-orders", TimeSpan? lifetime = null) => new()
        {
            Bucket = bucket,
            Buckets = "abfss://mesh-",
            Cache = "/data/copies",
            AzureBlob = new AzureBlobOptions { Endpoint = endpoint, AccountKey = key, Vending = new SasVendingOptions { Lifetime = lifetime ?? TimeSpan.FromHours(1) } },
        };
        const string Azure = "https://lake.blob.core.windows.net/";
        const string Emulator = "http://127.0.0.1:10000/devstoreaccount1";

        Assert.Null(StorageProblems.OfBucket(With(Azure), isDevelopment: false));
        Assert.Null(StorageProblems.OfCatalog(With(Azure), isDevelopment: false));
        Assert.Null(StorageProblems.OfReader(With(Azure), isDevelopment: false));
        Assert.Null(StorageProblems.OfBucket(With(Emulator, "a2V5"), isDevelopment: true));
        Assert.Null(StorageProblems.OfReader(With(Emulator), isDevelopment: true));
        AssertNames("Mesh:Storage:AzureBlob:Endpoint is missing", With(endpoint: null));
        AssertNames("Mesh:Storage:AzureBlob:Endpoint: \"lake\" is no blob endpoint", With("lake"));
        AssertNames("Mesh:Storage:AzureBlob:Endpoint: \"https://lake.dfs.core.windows.net\" is no blob endpoint", With("https://lake.dfs.core.windows.net"));
        AssertNames("Mesh:Storage:AzureBlob:Endpoint: \"https://lake.blob.core.windows.net/orders\" is no blob endpoint", With("https://lake.blob.core.windows.net/orders"));
        AssertNames("Mesh:Storage:AzureBlob:Endpoint: \"https://lake.blob.core.windows.net:8443\" is no blob endpoint", With("https://lake.blob.core.windows.net:8443"));
        AssertNames("Mesh:Storage:AzureBlob:Endpoint: \"http://127.0.0.1:10000\" is no blob endpoint", With("http://127.0.0.1:10000"));
        AssertNames("Mesh:Storage:AzureBlob:Endpoint: tokens of a managed identity are for https", With(Emulator));
        AssertNames("Mesh:Storage:AzureBlob:AccountKey is not base64", With(Azure, "no key"));
        AssertNames("Mesh:Storage:Bucket: abfss://mesh--orders names no container", With(Azure, bucket: "abfss://mesh--orders"));
        AssertNames("Mesh:Storage:Bucket: abfss://mesh@lake.dfs.core.windows.net names no container", With(Azure, bucket: "abfss://mesh@lake.dfs.core.windows.net"));
        Assert.StartsWith("Setting Mesh:Storage:AzureBlob:AccountKey: the key opens every container", StorageProblems.OfBucket(With(Azure, "a2V5"), isDevelopment: false), StringComparison.Ordinal);
        Assert.StartsWith("Setting Mesh:Storage:AzureBlob:Vending:Lifetime must be", StorageProblems.OfCatalog(With(Azure, lifetime: TimeSpan.FromHours(13)), isDevelopment: false), StringComparison.Ordinal);
    }

    [Fact]
    public void Bucket_has_its_domains_name_with_hyphens_for_underscores()
    {
        Assert.Equal("s3://mesh-customer-care", new BucketNames("s3://mesh-").Of("customer_care"));
        Assert.Equal(
            "abfss://mesh-customer-care@lake.dfs.core.chinacloudapi.cn",
            new StorageOptions { Buckets = "abfss://mesh-", AzureBlob = new AzureBlobOptions { Endpoint = "https://lake.blob.core.chinacloudapi.cn/" } }.Names().Of("customer_care"));
        Assert.Equal(("/data/customer_care", "file:///data/customer_care"), (new BucketNames("/data/").Of("customer_care"), new BucketNames("/data").LocationOf("customer_care")));
    }

    private static void AssertNames(string problem, StorageOptions options) =>
        Assert.StartsWith($"Setting {problem}", StorageProblems.OfBucket(options, isDevelopment: true), StringComparison.Ordinal);
}
