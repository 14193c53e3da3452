using Amazon.S3;
using Amazon.S3.Model;
using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Catalog.Tests.Running;

/// <summary>A catalog whose tables are in a real S3 store, with a database of its own.</summary>
public sealed class StoreCatalog : IAsyncLifetime
{
    /// <summary>The one who may read <see cref="Granted"/> by a grant.</summary>
    public const string Reader = "reader";

    private readonly PostgresFixture _postgres = new();
    private readonly DirectoryInfo _cache = Directory.CreateTempSubdirectory("mesh-test-copies-");
    private TestAuthority? _authority;
    private PolicySource? _policies;
    private RunningCatalog? _catalog;
    private string? _database;

    internal MinioServer Store { get; } = new();

    internal TestAuthority Authority => _authority!;

    internal PolicySource Policies => _policies!;

    internal HttpClient Client => _catalog!.Client;

    /// <summary>The product, with a masked column, that <see cref="Reader"/> has a grant for.</summary>
    internal TestProduct Granted { get; } = new();

    public async Task InitializeAsync()
    {
        await _postgres.InitializeAsync();
        await Store.InitializeAsync();
        if (!_postgres.IsAvailable || Store.Missing is not null)
        {
            return;
        }

        _authority = await TestAuthority.StartAsync();
        _policies = await PolicySource.StartAsync(new GrantTerms
        {
            Id = Guid.CreateVersion7(),
            Principal = Reader,
            Product = DataProductId.Parse(Granted.Name),
            AllColumns = true,
            Columns = [new TaggedColumn("order_id", []), new TaggedColumn("customer_email", ["pii.email"])],
            MajorVersions = [1],
            Until = TimeProvider.System.GetUtcNow().AddHours(1),
        });
        _database = await _postgres.CreateDatabaseAsync();
        _catalog = await RunningCatalog.OnStoreAsync(_database, Store, _cache.FullName, _authority.Issuer, _policies.Address);
    }

    /// <summary>Starts another catalog on the same database and store, in whose token service's place another server answers.</summary>
    internal Task<RunningCatalog> WithoutTokensAsync() => RunningCatalog.OnStoreAsync(_database!, Store, _cache.FullName, Authority.Issuer, Policies.Address, tokens: Authority.Issuer);

    /// <summary>Starts another catalog on the same database and store, whose secret key the store has replaced.</summary>
    internal Task<RunningCatalog> WithKeysOfBeforeAsync() => RunningCatalog.OnStoreAsync(_database!, Store, _cache.FullName, Authority.Issuer, Policies.Address, secret: "an-earlier-secret");

    public async Task DisposeAsync()
    {
        if (_catalog is not null)
        {
            await _catalog.DisposeAsync();
            await _policies!.DisposeAsync();
            await _authority!.DisposeAsync();
        }

        await Store.DisposeAsync();
        await _postgres.DisposeAsync();
        _cache.Delete(recursive: true);
    }

    /// <summary>Skips the test where there is no store or no database server.</summary>
    public void Require()
    {
        Skip.If(Store.Missing is not null, Store.Missing);
        _postgres.Require();
    }

    /// <summary>A client of the store, by given credentials or its administrator's.</summary>
    internal AmazonS3Client Objects(Amazon.Runtime.AWSCredentials? credentials = null) => new(
        credentials ?? new Amazon.Runtime.BasicAWSCredentials(MinioServer.RootAccessKey, MinioServer.RootSecretKey),
        new AmazonS3Config { ServiceURL = Store.Address.ToString(), ForcePathStyle = true, MaxErrorRetry = 0 });

    /// <summary>The objects of a bucket below a folder.</summary>
    internal async Task<IReadOnlyList<string>> KeysAsync(string bucket, string folder)
    {
        using var client = Objects();
        return [.. ((await client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket, Prefix = folder + "/" })).S3Objects ?? []).Select(found => found.Key)];
    }
}
