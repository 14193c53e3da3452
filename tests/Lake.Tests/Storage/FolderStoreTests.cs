using MeshStarter.Platform.Storage;

namespace MeshStarter.Lake.Tests.Storage;

[Trait("Category", "Quick")]
public sealed class FolderStoreTests : ObjectStoreContract, IDisposable
{
    private readonly string _around = Directory.CreateTempSubdirectory("mesh-test-store-").FullName;
    private readonly string _root;

    public FolderStoreTests()
    {
        _root = Path.Combine(_around, "bucket");
        Store = new FolderStore(_root);
        Around = new FolderStore(_around);
    }

    protected override IObjectStore Store { get; }

    protected override IObjectStore Around { get; }

    protected override string Root => FileLocation.FromPath(_root);

    protected override IReadOnlyList<string> Outside => [FileLocation.FromPath(Path.Combine(_around, "other/x")), FileLocation.FromPath(Path.Combine(_around, "bucket2/x"))];

    [Fact]
    public async Task Objects_are_read_in_place_and_a_store_of_the_whole_machine_takes_every_path()
    {
        await Store.WriteNewAsync([New(At("t/data/p=1/two.parquet"), "22")], default);

        Assert.Equal([Path.Combine(_root, "t/data/p=1/two.parquet")], await Store.PathsForReadingAsync([At("t/data/p=1/two.parquet")], default));

        var location = At("any/x");
        await new FolderStore(Path.GetPathRoot(_root)!).WriteNewAsync([New(location, "1")], default);

        Assert.True(await Store.ExistsAsync(location, default));
    }

    [SkippableTheory]
    [InlineData("missing.parquet", StorageFailure.NotFound, "is not there.")]
    [InlineData("leaf.parquet", StorageFailure.Refused, "is reached by a link, which could lead anywhere.")]
    public async Task One_of_many_files_that_may_not_be_read_is_named(string name, StorageFailure failure, string problem)
    {
        Skip.If(OperatingSystem.IsWindows(), "Links need a right there.");
        var many = Enumerable.Range(0, 200).Select(number => At($"t/data/{number}.parquet")).ToList();
        await Store.WriteNewAsync([.. many.Select(location => new NewObject(location, default))], default);
        File.CreateSymbolicLink(Path.Combine(_root, "t/data/leaf.parquet"), Path.Combine(_root, "t/data/1.parquet"));

        Assert.Equal(many.Select(FileLocation.ToPath), await Store.PathsForReadingAsync(many, default));
        var refused = await Assert.ThrowsAsync<StorageException>(() => Store.PathsForReadingAsync([.. many, At($"t/data/{name}")], default));

        Assert.Equal((failure, $"{At($"t/data/{name}")}: {problem}"), (refused.Failure, refused.Message));
    }

    [SkippableTheory]
    [InlineData("link/x")]
    [InlineData("leaf")]
    public async Task Link_that_leads_out_is_refused(string name)
    {
        Skip.If(OperatingSystem.IsWindows(), "Links need a right there.");
        await Around.WriteNewAsync([New(FileLocation.FromPath(Path.Combine(_around, "other/x")), "secret")], default);
        Directory.CreateDirectory(_root);
        Directory.CreateSymbolicLink(Path.Combine(_root, "link"), Path.Combine(_around, "other"));
        File.CreateSymbolicLink(Path.Combine(_root, "leaf"), Path.Combine(_around, "other/x"));

        await AssertRefusedAsync(At(name));
        Assert.Empty(await ListAsync(FileLocation.FromPath(_root)));
    }

    [SkippableFact]
    public async Task Pipe_is_not_waited_for()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "mkfifo is Linux's.");
        Directory.CreateDirectory(_root);
        await System.Diagnostics.Process.Start("mkfifo", Path.Combine(_root, "pipe")).WaitForExitAsync();

        Assert.Equal(0, (await Task.Run(() => Store.ReadAsync(At("pipe"), default)).WaitAsync(TimeSpan.FromMinutes(1))).Length);
    }

    [Fact]
    public async Task Folder_is_no_file()
    {
        Directory.CreateDirectory(Path.Combine(_root, "t/data"));

        foreach (var act in (Func<Task>[])[() => Store.ReadAsync(At("t/data"), default), () => Store.SealAsync([At("t/data")], default), () => Store.RequireAsync([At("t/data")], default)])
        {
            Assert.Equal(StorageFailure.NotFound, (await Assert.ThrowsAsync<StorageException>(act)).Failure);
        }
    }

    [Fact]
    public async Task What_is_too_large_to_be_read_whole_is_refused()
    {
        Directory.CreateDirectory(_root);
        await using (var large = File.Create(Path.Combine(_root, "large")))
        {
            large.SetLength((256L << 20) + 1);
        }

        var refused = await Assert.ThrowsAsync<StorageException>(() => Store.ReadAsync(At("large"), default));

        Assert.Equal((StorageFailure.Refused, $"{At("large")}: is 268435457 bytes long; what is read whole has 268435456 bytes at most."), (refused.Failure, refused.Message));
    }

    [SkippableFact]
    public async Task Write_that_fails_says_why()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "/dev/full is Linux's.");

        var refused = await Assert.ThrowsAsync<StorageException>(() => new FolderStore("/dev").WriteNewAsync([New("file:///dev/null/x", "1")], default));

        Assert.Equal(StorageFailure.Failed, refused.Failure);
        Assert.Contains("file:///dev/null/x", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_that_go_while_a_folder_is_listed_are_left_out()
    {
        await Store.WriteNewAsync([New(At("t/stays"), "1")], default);
        using var end = new CancellationTokenSource();
        var passing = Task.Run(() =>
        {
            while (!end.IsCancellationRequested)
            {
                var paths = Enumerable.Range(0, 100).Select(number => Path.Combine(_root, "t", $"{number}.part")).ToList();
                paths.ForEach(path => File.WriteAllText(path, "1"));
                paths.ForEach(File.Delete);
            }
        }, CancellationToken.None);

        for (var look = 0; look < 300; look++)
        {
            Assert.Contains(At("t/stays"), (await ListAsync(At("t"))).Select(stored => stored.Location));
            Assert.True(new CachedCopies(_root, 1 << 20, TimeProvider.System).TryMakeRoom(1));
        }

        await end.CancelAsync();
        await passing;
    }

    public void Dispose() => Directory.Delete(_around, recursive: true);
}
