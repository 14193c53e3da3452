using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Workers.Buffers;
using MeshStarter.Platform.Workers.Pipes;
using MeshStarter.QueryProxy.Buffers;

namespace MeshStarter.QueryProxy.Tests.Workers;

public sealed class WorkerFilesTests : FolderTests
{
    [SkippableFact]
    public void Statements_read_the_workers_names_of_a_querys_files()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "files are handed over on Linux only");
        var (plain, odd) = (Write("a.parquet"), Write("it's [1].parquet"));
        using var files = new WorkerFiles(Path.Combine(Folder.Path, "worker"));

        var handed = files.HandOver(Request(
            [plain, odd],
            $"SELECT '{plain}x', \"{plain}\" FROM read_parquet(['{plain}', '{odd.Replace("'", "''", StringComparison.Ordinal).Replace("[", "[[]", StringComparison.Ordinal)}'])"), NoSpace(), CancellationToken.None);

        Assert.Equal([$"{files.Folder}/0.parquet", $"{files.Folder}/1.parquet"], handed.Files);
        Assert.Equal([$"SELECT '{plain}x', \"{plain}\" FROM read_parquet(['{files.Folder}/0.parquet', '{files.Folder}/1.parquet'])"], handed.Definitions.Select(view => view.Body));
        Assert.Equal([Path.GetFileName(plain), Path.GetFileName(odd)], handed.Files.Select(File.ReadAllText));
        Assert.False(files.HasCopied);
        Assert.Equal($"IO Error: {odd} is broken", files.InPaths(new EngineError("IO", $"IO Error: {handed.Files[1]} is broken")).Message);
    }

    [SkippableFact]
    public void Files_of_the_query_before_are_taken_back()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "files are handed over on Linux only");
        var (one, two) = (Write("one.parquet"), Write("two.parquet"));
        using var files = new WorkerFiles(Path.Combine(Folder.Path, "worker"));

        files.HandOver(Request([one, two]), NoSpace(), CancellationToken.None);
        files.HandOver(Request([two]), NoSpace(), CancellationToken.None);

        Assert.Equal(["two.parquet"], Directory.EnumerateFiles(files.Folder).Select(File.ReadAllText));
        files.TakeBack();
        Assert.Empty(Directory.EnumerateFiles(files.Folder));
        Assert.Equal("one.parquet", File.ReadAllText(one));
    }

    [SkippableFact]
    public void File_has_the_same_name_in_each_query_and_no_other_file_has_it()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "files are handed over on Linux only");
        var (one, two, three) = (Write("one.parquet"), Write("two.parquet"), Write("three.parquet"));
        using var files = new WorkerFiles(Path.Combine(Folder.Path, "worker"));
        ExecuteRequest Give(params string[] paths) => files.HandOver(
            Request(paths) with { Definitions = [Definition.View("s", "s.v", $"SELECT * FROM read_parquet('{paths[0]}')"), Definition.Macro("m", $"() AS '{paths[0]}'")] }, NoSpace(), CancellationToken.None);

        var first = Give(one, two);
        files.TakeBack();
        var other = Give(three);
        var again = Give(one, three);

        Assert.Equal([first.Files[0], other.Files[0]], again.Files);
        Assert.DoesNotContain(other.Files[0], first.Files);
        Assert.Equal([$" AS SELECT * FROM read_parquet('{again.Files[0]}')", $"() AS '{one}'"], again.Definitions.Select(definition => definition.Body));
        Assert.Equal(first.Definitions, again.Definitions);
        Assert.Equal(files.Folder, again.Folder);
    }

    [SkippableFact]
    public void File_that_has_gone_is_named_and_a_query_that_is_cancelled_gets_no_more_files()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "files are handed over on Linux only");
        using var files = new WorkerFiles(Path.Combine(Folder.Path, "worker"));
        var gone = Path.Combine(Folder.Path, "gone.parquet");

        var failure = Assert.Throws<FileNotFoundException>(() => files.HandOver(Request([gone]), NoSpace(), CancellationToken.None));

        Assert.Contains(gone, failure.Message, StringComparison.Ordinal);

        var one = Write("one.parquet");

        Assert.ThrowsAny<OperationCanceledException>(() => files.HandOver(Request([one]), NoSpace(), new CancellationToken(canceled: true)));

        Assert.Empty(Directory.EnumerateFiles(files.Folder));
    }

    [SkippableFact]
    public void Copy_that_finds_no_room_is_a_failure_of_its_own_and_leaves_nothing_behind()
    {
        using var disk = SmallDisk.Mount(kibibytes: 64);
        var large = Path.Combine(Folder.Path, "large.parquet");
        File.WriteAllBytes(large, new byte[256 * 1024]);
        using var files = new WorkerFiles(Path.Combine(disk.Folder, "worker"));

        var failure = Assert.Throws<WorkerFilesException>(() => files.HandOver(Request([large]), Storage(mebibytes: 1).DiskOf("analyst"), CancellationToken.None));
        files.TakeBack();

        Assert.Contains(large, failure.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(files.Folder));
    }

    [SkippableFact]
    public void Copies_take_the_subjects_disk_space_until_they_are_taken_back()
    {
        using var disk = SmallDisk.Mount(kibibytes: 4_096);
        var path = Path.Combine(Folder.Path, "large.parquet");
        File.WriteAllBytes(path, new byte[700 * 1024]);
        var storage = Storage(mebibytes: 1);
        using var files = new WorkerFiles(Path.Combine(disk.Folder, "one"));
        using var others = new WorkerFiles(Path.Combine(disk.Folder, "two"));
        files.HandOver(Request([path]), storage.DiskOf("analyst"), CancellationToken.None);

        var refused = Assert.Throws<QueryFailedException>(() => others.HandOver(Request([path]), storage.DiskOf("analyst"), CancellationToken.None));

        Assert.Equal(TrinoErrorCode.ExceededResultLimit, refused.Failure.Code);
        Assert.Contains("1 MiB of disk for one subject (Mesh:Query:SpillMiBPerSubject)", refused.Failure.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(others.Folder));
        others.HandOver(Request([path]), storage.DiskOf("owner"), CancellationToken.None);
        files.TakeBack();
        others.HandOver(Request([path]), storage.DiskOf("analyst"), CancellationToken.None);
        Assert.True(storage.Disk.HasRoom("owner", 1024 * 1024));
        others.Dispose();
        Assert.True(storage.Disk.HasRoom("analyst", 1024 * 1024));
    }

    [SkippableFact]
    public void Copies_of_a_folder_that_has_gone_take_no_disk_space()
    {
        using var disk = SmallDisk.Mount(kibibytes: 4_096);
        var path = Path.Combine(Folder.Path, "large.parquet");
        File.WriteAllBytes(path, new byte[700 * 1024]);
        var storage = Storage(mebibytes: 1);
        using var files = new WorkerFiles(Path.Combine(disk.Folder, "worker"));
        files.HandOver(Request([path]), storage.DiskOf("analyst"), CancellationToken.None);

        Directory.Delete(files.Folder, recursive: true);
        files.Dispose();

        Assert.True(storage.Disk.HasRoom("analyst", 1024 * 1024));
    }

    // Linked files take none.
    private DiskShare NoSpace() => Storage(mebibytes: 0).DiskOf("analyst");

    private ResultStorage Storage(int mebibytes) =>
        new(new QueryOptions { SpillMiBPerSubject = mebibytes, SpillMiB = 2 * mebibytes }, Path.Combine(Folder.Path, "results"), TimeProvider.System);

    private string Write(string name)
    {
        var path = Path.Combine(Folder.Path, name);
        File.WriteAllText(path, name);
        return path;
    }

    private static ExecuteRequest Request(IReadOnlyList<string> files, params string[] views) =>
        new() { Definitions = [.. views.Select(view => new Definition(DefinitionKind.View, "v", view))], Files = files, Sql = "SELECT 1", Format = RowFormat.Trino, MaxRows = 1, MaxResultBytes = 1 };
}
