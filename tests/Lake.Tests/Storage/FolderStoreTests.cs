using System.Text;
using MeshStarter.Lake.Storage;

namespace MeshStarter.Lake.Tests.Storage;

public sealed class FolderStoreTests : IDisposable
{
    private readonly string _around = Directory.CreateTempSubdirectory("mesh-test-store-").FullName;
    private readonly string _root;
    private readonly FolderStore _store;

    public FolderStoreTests()
    {
        _root = Path.Combine(_around, "bucket");
        _store = new FolderStore(_root);
    }

    [Fact]
    public async Task What_was_written_is_read_back_with_its_folders_made()
    {
        var one = At("t/metadata/one é.avro");
        var two = At("t/data/p=1/two.parquet");

        await _store.WriteNewAsync([New(one, "1"), New(two, "22")], default);

        Assert.Equal("1", Encoding.UTF8.GetString((await _store.ReadAsync(one, default)).Span));
        Assert.Equal([Path.Combine(_root, "t/data/p=1/two.parquet"), Path.Combine(_root, "t/metadata/one é.avro")], await _store.PathsForReadingAsync([two, one], default));
        Assert.Equal([(two, 2L), (one, 1L)], (await ListAsync(At("t"))).Select(found => (found.Location, found.Length)));
        Assert.Equal([At("t/data/p=1/two.parquet")], (await ListAsync(At("t/data/"))).Select(found => found.Location));
        Assert.Empty(await ListAsync(At("nothing")));
    }

    [Fact]
    public async Task Object_is_never_overwritten()
    {
        var location = At("x");
        await _store.WriteNewAsync([New(location, "first")], default);

        var refused = await Assert.ThrowsAsync<StorageException>(() => _store.WriteNewAsync([New(location, "second")], default));

        Assert.Equal(StorageFailure.Exists, refused.Failure);
        Assert.Equal("first", Encoding.UTF8.GetString((await _store.ReadAsync(location, default)).Span));
    }

    [Fact]
    public async Task Object_that_is_not_there_is_named()
    {
        var location = At("t/gone.avro");

        Assert.Equal((StorageFailure.NotFound, location), await FailureAsync(() => _store.ReadAsync(location, default)));
        Assert.Equal((StorageFailure.NotFound, location), await FailureAsync(() => _store.PathsForReadingAsync([location], default)));
        Assert.False(await _store.ExistsAsync(location, default));
        await _store.DeleteAsync(location, default);
    }

    [Fact]
    public async Task Deleted_object_is_gone()
    {
        var location = At("x");
        await _store.WriteNewAsync([New(location, "1")], default);

        await _store.DeleteAsync(location, default);

        Assert.False(await _store.ExistsAsync(location, default));
    }

    [Fact]
    public async Task What_the_engine_wrote_is_an_object_once_it_is_sealed()
    {
        var location = At("t/data/e.parquet");
        await File.WriteAllTextAsync(_store.PathForWriting(location), "rows");

        await _store.SealAsync([location], default);

        Assert.True(await _store.ExistsAsync(location, default));
        Assert.Equal((StorageFailure.NotFound, At("t/data/never.parquet")), await FailureAsync(() => _store.SealAsync([At("t/data/never.parquet")], default)));
    }

    [Theory]
    [InlineData("../other/x")]
    [InlineData("../bucket2/x")]
    public async Task Location_outside_is_refused(string name)
    {
        var outside = FileLocation.FromPath(Path.GetFullPath(Path.Combine(_root, name)));
        await new FolderStore(_around).WriteNewAsync([New(outside, "secret")], default);

        await AssertRefusedAsync(outside);
    }

    [SkippableTheory]
    [InlineData("link/x")]
    [InlineData("leaf")]
    public async Task Link_that_leads_out_is_refused(string name)
    {
        Skip.If(OperatingSystem.IsWindows(), "Links need a right there.");
        await new FolderStore(_around).WriteNewAsync([New(FileLocation.FromPath(Path.Combine(_around, "other/x")), "secret")], default);
        Directory.CreateDirectory(_root);
        Directory.CreateSymbolicLink(Path.Combine(_root, "link"), Path.Combine(_around, "other"));
        File.CreateSymbolicLink(Path.Combine(_root, "leaf"), Path.Combine(_around, "other/x"));

        await AssertRefusedAsync(At(name));
        Assert.Empty(await ListAsync(FileLocation.FromPath(_root)));
    }

    [Fact]
    public async Task Store_of_the_whole_machine_takes_every_path()
    {
        var location = At("any/x");
        await new FolderStore(Path.GetPathRoot(_root)!).WriteNewAsync([New(location, "1")], default);

        Assert.True(await _store.ExistsAsync(location, default));
    }

    [SkippableFact]
    public async Task Write_that_fails_says_why()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "/dev/full is Linux's.");

        var refused = await Assert.ThrowsAsync<StorageException>(() => new FolderStore("/dev").WriteNewAsync([New("file:///dev/null/x", "1")], default));

        Assert.Equal(StorageFailure.Failed, refused.Failure);
        Assert.Contains("file:///dev/null/x", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_around, recursive: true);

    private async Task AssertRefusedAsync(string location)
    {
        var refused = (StorageFailure.Refused, location);
        Assert.Equal(refused, await FailureAsync(() => _store.ReadAsync(location, default)));
        Assert.Equal(refused, await FailureAsync(() => _store.WriteNewAsync([New(location, "1")], default)));
        Assert.Equal(refused, await FailureAsync(() => _store.ExistsAsync(location, default)));
        Assert.Equal(refused, await FailureAsync(() => _store.DeleteAsync(location, default)));
        Assert.Equal(refused, await FailureAsync(() => _store.PathsForReadingAsync([location], default)));
        Assert.Equal(refused, await FailureAsync(() => ListAsync(location)));
        Assert.Equal(refused, await FailureAsync(() => _store.SealAsync([location], default)));
        Assert.Equal(StorageFailure.Refused, Assert.Throws<StorageException>(() => _store.PathForWriting(location)).Failure);
    }

    private static async Task<(StorageFailure, string)> FailureAsync(Func<Task> act)
    {
        var failed = await Assert.ThrowsAsync<StorageException>(act);
        return (failed.Failure, failed.Location);
    }

    private async Task<List<StoredObject>> ListAsync(string folder)
    {
        List<StoredObject> found = [];
        await foreach (var entry in _store.ListAsync(folder, default))
        {
            found.Add(entry);
        }

        return [.. found.OrderBy(entry => entry.Location, StringComparer.Ordinal)];
    }

    private string At(string name) => $"{FileLocation.FromPath(_root)}/{name}";

    private static NewObject New(string location, string content) => new(location, Encoding.UTF8.GetBytes(content));
}
