using System.Runtime.CompilerServices;
using System.Text;
using MeshStarter.Platform.Sources;
using MeshStarter.Platform.Sources.Files;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Sdk.Tests.Intake;

/// <summary>Objects of a bucket as files of a source, whatever keys their writers gave them.</summary>
[Trait("Category", "Quick")]
public sealed class BucketPlaceTests : FolderTests
{
    [Theory]
    [InlineData("/tmp/x.csv", false)]
    [InlineData("../x.csv", false)]
    [InlineData("a/../../x.csv", false)]
    [InlineData("a\\x.csv", false)]
    [InlineData("C:/x.csv", true)]
    [InlineData("a/x.csv", true)]
    public async Task Object_whose_key_is_no_location_has_a_problem_and_the_others_are_read(string name, bool isRead)
    {
        using var place = new BucketPlace(new OneObject("exports/" + name), BucketLocation.Parse("s3://bucket/exports"));

        var file = Assert.Single(await place.ListAsync(CancellationToken.None));

        Assert.Equal((name, isRead), (file.Name, file.Problem is null));
    }

    [Theory]
    [InlineData("")]
    [InlineData("2026/")]
    public async Task Objects_that_stand_for_folders_are_no_files(string name)
    {
        using var place = new BucketPlace(new OneObject("exports/" + name), BucketLocation.Parse("s3://bucket/exports"));

        Assert.Empty(await place.ListAsync(CancellationToken.None));
    }

    [Theory]
    [InlineData(".part.csv", false)]
    [InlineData("2026/.tmp/x.csv", false)]
    [InlineData("_temporary/0/x.parquet", false)]
    [InlineData("a/_delta_log/x.parquet", false)]
    [InlineData("_x.csv", true)]
    [InlineData("_year=2026/x.csv", true)]
    public async Task Hidden_objects_and_those_that_engines_keep_for_themselves_are_left_out_as_in_a_folder(string name, bool isRead)
    {
        using var bucket = new BucketPlace(new OneObject("exports/" + name), BucketLocation.Parse("s3://bucket/exports"));
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Folder.Path, name))!);
        await File.WriteAllTextAsync(Path.Combine(Folder.Path, name), "rows");
        using var folder = new FolderPlace(Folder.Path);

        string[] read = isRead ? [name] : [];
        Assert.Equal(read, (await bucket.ListAsync(CancellationToken.None)).Select(file => file.Name));
        Assert.Equal(read, (await folder.ListAsync(CancellationToken.None)).Select(file => file.Name));
    }

    [Theory]
    [InlineData(StorageFailure.Denied, " Fix: let the keys of the connection string read it.")]
    [InlineData(StorageFailure.Failed, "")]
    public async Task Rights_are_the_fix_where_the_store_denies_and_else_not(StorageFailure failure, string fix)
    {
        using var place = new BucketPlace(new OneObject("exports/a.csv") { Failure = failure }, BucketLocation.Parse("s3://bucket/exports"));

        var refused = await Assert.ThrowsAsync<SourceRefusedException>(() => place.CopyAsync(new SourceFile("a.csv", 4, DateTimeOffset.UnixEpoch), Stream.Null, CancellationToken.None));

        Assert.Equal($"a.csv cannot be read: s3://bucket/exports/a.csv: failed.{fix}", refused.Message);
    }

    [Theory]
    [InlineData("/tmp/x.csv")]
    [InlineData("../x.csv")]
    [InlineData("C:/x.csv")]
    public async Task Copy_is_in_its_folder_whatever_the_name_of_the_file(string name)
    {
        using var staged = await StagedFile.CreateAsync(new NamedPlace(), new SourceFile(name, 4, DateTimeOffset.UnixEpoch), CancellationToken.None);

        Assert.Equal(staged.Folder, Path.GetDirectoryName(Path.GetFullPath(staged.Path)));
        Assert.Equal("rows", await File.ReadAllTextAsync(staged.Path));
    }

    private sealed class NamedPlace : IFilePlace
    {
        public (string Namespace, string Name) Dataset => ("test", "files");

        public Task<IReadOnlyList<SourceFile>> ListAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task CopyAsync(SourceFile file, Stream target, CancellationToken cancellationToken) => target.WriteAsync(Encoding.UTF8.GetBytes("rows"), cancellationToken).AsTask();

        public void Dispose()
        {
            // Nothing is open.
        }
    }

    private sealed class OneObject(string key) : IBucketConnection
    {
        public StorageFailure Failure { get; init; }

        public async IAsyncEnumerable<ListedObject> ListAsync(BucketLocation folder, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.Yield();
            yield return new ListedObject(key, 4, DateTimeOffset.UnixEpoch);
        }

        public Task<T> ReadAsync<T>(BucketLocation at, long bytes, Func<long, Stream, CancellationToken, Task<T>> read, CancellationToken cancellationToken) =>
            throw new StorageException(Failure, at.ToString(), "failed.");

        public Task PutAsync(BucketLocation at, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task PutFileAsync(BucketLocation at, string path, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task RequireAsync(BucketLocation at, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<StorageException>> DeleteAsync(IReadOnlyList<BucketLocation> objects, CancellationToken cancellationToken) => throw new NotSupportedException();

        public void Dispose()
        {
            // Nothing is open.
        }
    }
}
