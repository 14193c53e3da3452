using MeshStarter.Platform.Storage;

namespace MeshStarter.Lake.Tests.Storage;

/// <summary>Requests of a store in a bucket to any connection.</summary>
public sealed class BucketStoreTests : FolderTests
{
    [Fact]
    public async Task Object_that_is_read_whole_has_the_time_of_the_largest()
    {
        using var connection = new EmptyObjects();
        using var cache = new ObjectCache(Folder.Path, 1 << 20, TimeProvider.System);
        var store = new BucketStore(connection, BucketLocation.Parse("s3://orders"), cache);

        Assert.True((await store.ReadAsync("s3://orders/x", default)).IsEmpty);

        Assert.Equal([256L << 20], connection.Sizes);
    }

    [Theory]
    [InlineData("t/branches//x")]
    [InlineData("t/branches/a\\b")]
    [InlineData("t/branches/a\nb")]
    [InlineData("t/branches/../x")]
    [InlineData("t/branches/")]
    public async Task Object_whose_key_makes_no_location_is_not_listed(string key)
    {
        using var connection = new EmptyObjects("t/branches/a", key, "t/data/b");
        using var cache = new ObjectCache(Folder.Path, 1 << 20, TimeProvider.System);

        var listed = await new BucketStore(connection, BucketLocation.Parse("s3://orders"), cache).ListAsync("s3://orders/t", default).ToListAsync();

        Assert.Equal(["s3://orders/t/branches/a", "s3://orders/t/data/b"], listed.Select(each => each.Location));
    }

    /// <summary>Objects without content; notes the sizes for which reads leave time.</summary>
    private sealed class EmptyObjects(params string[] keys) : IBucketConnection
    {
        public List<long> Sizes { get; } = [];

        public Task<T> ReadAsync<T>(BucketLocation at, long bytes, Func<long, Stream, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
        {
            Sizes.Add(bytes);
            return read(0, Stream.Null, cancellationToken);
        }

        public Task PutAsync(BucketLocation at, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task PutFileAsync(BucketLocation at, string path, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task RequireAsync(BucketLocation at, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<StorageException>> DeleteAsync(IReadOnlyList<BucketLocation> objects, CancellationToken cancellationToken) => throw new NotSupportedException();

        public IAsyncEnumerable<ListedObject> ListAsync(BucketLocation folder, CancellationToken cancellationToken) =>
            keys.Select(key => new ListedObject(key, 0, DateTimeOffset.UnixEpoch)).ToAsyncEnumerable();

        public void Dispose()
        {
        }
    }
}
