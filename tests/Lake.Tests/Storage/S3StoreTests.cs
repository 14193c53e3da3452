using System.Security.Cryptography;
using System.Text;
using MeshStarter.Platform.Storage;
using MeshStarter.Platform.Storage.S3;
using MeshStarter.TestKit;

namespace MeshStarter.Lake.Tests.Storage;

/// <summary>The contract of stores on a real S3 store.</summary>
public sealed class S3StoreTests(MinioServer server) : ObjectStoreContract, IClassFixture<MinioServer>, IAsyncLifetime
{
    private S3World? _world;
    private IObjectStore? _store;
    private IObjectStore? _around;

    // A folder of a bucket: a whole bucket is the simpler case.
    protected override string Root => $"{World.Root}/bucket";

    protected override IObjectStore Store => _store ??= World.Store(S3Location.Parse(Root));

    protected override IObjectStore Around => _around ??= World.Store();

    protected override IReadOnlyList<string> Outside => [$"{World.Root}/other/x", $"{World.Root}/bucket2/x"];

    private S3World World => _world!;

    private static bool IsSame(byte[] expected, ReadOnlyMemory<byte> read) => expected.AsSpan().SequenceEqual(read.Span);

    public async Task InitializeAsync() => _world = await S3World.MakeAsync(server);

    public Task DisposeAsync()
    {
        _world?.Dispose();
        return Task.CompletedTask;
    }

    [SkippableTheory]
    [InlineData("file:///tmp/x")]
    [InlineData("/tmp/x")]
    [InlineData("s3://another-bucket/bucket/x")]
    [InlineData("gs://bucket/x")]
    [InlineData("s3:///bucket/x")]
    public Task Location_elsewhere_is_refused(string location) => AssertRefusedAsync(location);

    [SkippableFact]
    public async Task Hadoops_schemes_are_the_same_place()
    {
        await Store.WriteNewAsync([New(At("x"), "1")], default);

        Assert.True(await Store.ExistsAsync(At("x").Replace("s3:", "s3a:"), default));
    }

    [SkippableFact]
    public async Task Large_object_is_put_in_parts_and_never_over_another()
    {
        var location = At("t/data/large.parquet");
        var content = RandomNumberGenerator.GetBytes((int)S3Upload.LargestInOnePart + 12_345);
        await File.WriteAllBytesAsync(Store.PathForWriting(location), content);
        await Store.SealAsync([location], default);

        Assert.True(IsSame(content, await Around.ReadAsync(location, default)));

        await File.WriteAllBytesAsync(Store.PathForWriting(location), new byte[content.Length]);
        Assert.Equal((StorageFailure.Exists, location), await FailureAsync(() => Store.SealAsync([location], default)));
        Assert.True(IsSame(content, await Around.ReadAsync(location, default)));
    }

    [SkippableFact]
    public async Task Sealed_file_is_never_put_over_another()
    {
        await Around.WriteNewAsync([New(At("x"), "first")], default);
        await File.WriteAllTextAsync(Store.PathForWriting(At("x")), "second");

        Assert.Equal((StorageFailure.Exists, At("x")), await FailureAsync(() => Store.SealAsync([At("x")], default)));

        Assert.Equal("first", Encoding.UTF8.GetString((await Around.ReadAsync(At("x"), default)).Span));
    }

    [SkippableFact]
    public async Task Copies_are_shared_by_processes_and_brought_once()
    {
        await Around.WriteNewAsync([New(At("x"), "rows")], default);
        var path = Assert.Single(await Store.PathsForReadingAsync([At("x")], default));

        await World.Store().DeleteAsync(At("other"), default);
        using var anonymous = new S3Connection(new S3Endpoint(new Uri("http://127.0.0.1:1"), "us-east-1", PathStyle: true), new S3Credentials("x", "x"));
        using var cache = new ObjectCache(World.CacheFolder, 1 << 20, World.Time);

        Assert.Equal([path], await new S3Store(anonymous, World.Root, cache).PathsForReadingAsync([At("x")], default));
    }

    [SkippableFact]
    public async Task Copies_unused_for_long_make_room_and_those_in_use_do_not()
    {
        var store = World.Store(cacheBytes: 1_000);
        await store.WriteNewAsync([.. "abcd".Select(name => New(At($"{name}"), new string(name, 400)))], default);
        var a = Assert.Single(await store.PathsForReadingAsync([At("a")], default));
        World.Time.Advance(ObjectCache.Grace / 2);
        var b = Assert.Single(await store.PathsForReadingAsync([At("b")], default));

        var full = await Assert.ThrowsAsync<StorageException>(() => store.PathsForReadingAsync([At("c")], default));
        Assert.Contains("Mesh:Storage:CacheMiB", full.Message, StringComparison.Ordinal);

        World.Time.Advance(ObjectCache.Grace / 2 + TimeSpan.FromMinutes(1));
        var c = Assert.Single(await store.PathsForReadingAsync([At("c")], default));
        Assert.Equal((false, true, true), (File.Exists(a), File.Exists(b), File.Exists(c)));
        Assert.Equal(new string('a', 400), Encoding.UTF8.GetString((await store.ReadAsync(At("a"), default)).Span));
    }

    [SkippableFact]
    public async Task What_a_crash_left_half_written_is_cleared_and_what_others_write_is_not()
    {
        var written = Store.PathForWriting(At("x"));
        await File.WriteAllTextAsync(written, "mine");
        var left = Path.Combine(World.CacheFolder, "writing", "crashed");
        Directory.CreateDirectory(left);

        World.Store();

        Assert.Equal((false, true), (Directory.Exists(left), File.Exists(written)));
    }

    [SkippableFact]
    public async Task Failure_says_what_to_look_at()
    {
        var noBucket = World.Store(new S3Location("no-such-bucket", ""));
        Assert.Contains("has no bucket \"no-such-bucket\"", (await Assert.ThrowsAsync<StorageException>(() => noBucket.ReadAsync("s3://no-such-bucket/x", default))).Message, StringComparison.Ordinal);

        var stranger = World.Store(credentials: new S3Credentials("stranger", "stranger-secret"));
        Assert.Contains("does not know the access key", (await Assert.ThrowsAsync<StorageException>(() => stranger.ReadAsync(At("x"), default))).Message, StringComparison.Ordinal);

        var wrong = World.Store(credentials: new S3Credentials(MinioServer.RootAccessKey, "not-its-secret"));
        var refused = await Assert.ThrowsAsync<StorageException>(() => wrong.ReadAsync(At("x"), default));
        Assert.Equal(StorageFailure.Denied, refused.Failure);
        Assert.Contains("secret key is not that of the access key", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("not-its-secret", refused.ToString(), StringComparison.Ordinal);

        using var anonymous = new S3Connection(new S3Endpoint(new Uri("http://127.0.0.1:1"), "us-east-1", PathStyle: true), new S3Credentials("x", "x"));
        using var cache = new ObjectCache(World.CacheFolder, 1 << 20, World.Time);
        var silent = await Assert.ThrowsAsync<StorageException>(() => new S3Store(anonymous, World.Root, cache).ReadAsync(At("x"), default));
        Assert.Contains("http://127.0.0.1:1 cannot be reached", silent.Message, StringComparison.Ordinal);
    }
}
