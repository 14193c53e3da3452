using System.Security.Cryptography;
using System.Text;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Lake.Tests.Storage;

/// <summary>The contract of stores in buckets, on a real object store.</summary>
public abstract class BucketStoreContract : ObjectStoreContract, IAsyncLifetime
{
    private BucketWorld? _world;
    private IObjectStore? _store;
    private IObjectStore? _around;

    /// <summary>The size in bytes of the largest file that is put by one request.</summary>
    protected abstract long LargestInOnePart { get; }

    /// <summary>A store that does not answer.</summary>
    protected abstract StoreAccess Silent { get; }

    protected BucketWorld World => _world!;

    // A folder of a bucket: a whole bucket is the simpler case.
    protected override string Root => $"{World.Root}/bucket";

    protected override IObjectStore Store => _store ??= World.Store(BucketLocation.Parse(Root));

    protected override IObjectStore Around => _around ??= World.Store();

    protected override IReadOnlyList<string> Outside => [$"{World.Root}/other/x", $"{World.Root}/bucket2/x"];

    public async Task InitializeAsync() => _world = await MakeAsync();

    public Task DisposeAsync()
    {
        _world?.Dispose();
        return Task.CompletedTask;
    }

    [SkippableFact]
    public async Task Large_object_is_put_in_parts_and_never_over_another()
    {
        var location = At("t/data/large.parquet");
        var content = RandomNumberGenerator.GetBytes((int)LargestInOnePart + 12_345);
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

        await World.Store().DeleteAsync([At("other")], default);
        Assert.Equal([path], await World.Store(access: Silent).PathsForReadingAsync([At("x")], default));
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
    public async Task Copies_unused_for_an_hour_go_however_much_room_there_is()
    {
        await Store.WriteNewAsync([New(At("a"), "old rows"), New(At("b"), "rows")], default);
        var a = Assert.Single(await Store.PathsForReadingAsync([At("a")], default));
        var b = Assert.Single(await Store.PathsForReadingAsync([At("b")], default));
        World.Time.Advance(TimeSpan.FromMinutes(50));
        await Store.PathsForReadingAsync([At("b")], default);
        World.Time.Advance(TimeSpan.FromMinutes(11));
        World.Time.Longest = TimeSpan.FromMilliseconds(1);

        World.Store();

        await Eventually.HoldsAsync(() => !File.Exists(a));
        Assert.True(File.Exists(b));
        Assert.Equal("old rows", await File.ReadAllTextAsync(Assert.Single(await Store.PathsForReadingAsync([At("a")], default))));
    }

    [SkippableFact]
    public async Task Copies_used_within_the_hour_stay_in_a_full_cache_until_there_is_need_of_room()
    {
        var store = World.Store(BucketLocation.Parse(Root), cacheBytes: 100);
        await store.WriteNewAsync([New(At("a"), "a"), New(At("b"), new string('b', 95))], default);
        var a = Assert.Single(await store.PathsForReadingAsync([At("a")], default));
        var b = Assert.Single(await store.PathsForReadingAsync([At("b")], default));
        World.Time.Advance(TimeSpan.FromMinutes(30));
        await store.PathsForReadingAsync([At("b")], default);
        World.Time.Advance(TimeSpan.FromMinutes(31));
        World.Time.Longest = TimeSpan.FromMilliseconds(1);

        World.Store(BucketLocation.Parse(Root), cacheBytes: 100);

        await Eventually.HoldsAsync(() => !File.Exists(a));
        Assert.True(File.Exists(b));
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
    public async Task Store_that_does_not_answer_is_named()
    {
        var silent = await Assert.ThrowsAsync<StorageException>(() => World.Store(access: Silent, cacheBytes: 1 << 20).ReadAsync(At("x"), default));

        Assert.Equal(StorageFailure.Failed, silent.Failure);
        Assert.Contains("http://127.0.0.1:1", silent.Message, StringComparison.Ordinal);
        Assert.Contains(" cannot be reached: ", silent.Message, StringComparison.Ordinal);
    }

    /// <summary>Makes a bucket of the test's own.</summary>
    protected abstract Task<BucketWorld> MakeAsync();

    private static bool IsSame(byte[] expected, ReadOnlyMemory<byte> read) => expected.AsSpan().SequenceEqual(read.Span);
}
