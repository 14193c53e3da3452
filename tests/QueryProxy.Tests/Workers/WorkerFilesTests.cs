using MeshStarter.QueryProxy.Workers;

namespace MeshStarter.QueryProxy.Tests.Workers;

public sealed class WorkerFilesTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("mesh-files-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [SkippableFact]
    public void Statements_read_the_workers_names_of_a_querys_files()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "files are handed over on Linux only");
        var (plain, odd) = (Write("a.parquet"), Write("it's [1].parquet"));
        using var files = new WorkerFiles(Path.Combine(_root, "worker"));

        var handed = files.HandOver(Request(
            [plain, odd],
            $"SELECT '{plain}x', \"{plain}\" FROM read_parquet(['{plain}', '{odd.Replace("'", "''", StringComparison.Ordinal).Replace("[", "[[]", StringComparison.Ordinal)}'])"));

        Assert.Equal([$"{files.Folder}/0.parquet", $"{files.Folder}/1.parquet"], handed.Files);
        Assert.Equal([$"SELECT '{plain}x', \"{plain}\" FROM read_parquet(['{files.Folder}/0.parquet', '{files.Folder}/1.parquet'])"], handed.Setup);
        Assert.Equal([Path.GetFileName(plain), Path.GetFileName(odd)], handed.Files.Select(File.ReadAllText));
        Assert.False(files.HasCopied);
        Assert.Equal($"IO Error: {odd} is broken", files.InPaths(new EngineError("IO", $"IO Error: {handed.Files[1]} is broken")).Message);
    }

    [SkippableFact]
    public void Files_of_the_query_before_are_taken_back()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "files are handed over on Linux only");
        var (one, two) = (Write("one.parquet"), Write("two.parquet"));
        using var files = new WorkerFiles(Path.Combine(_root, "worker"));

        files.HandOver(Request([one, two]));
        files.HandOver(Request([two]));

        Assert.Equal(["two.parquet"], Directory.EnumerateFiles(files.Folder).Select(File.ReadAllText));
        files.TakeBack();
        Assert.Empty(Directory.EnumerateFiles(files.Folder));
        Assert.Equal("one.parquet", File.ReadAllText(one));
    }

    [SkippableFact]
    public void File_that_has_gone_is_named()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "files are handed over on Linux only");
        using var files = new WorkerFiles(Path.Combine(_root, "worker"));
        var gone = Path.Combine(_root, "gone.parquet");

        var failure = Assert.Throws<FileNotFoundException>(() => files.HandOver(Request([gone])));

        Assert.Contains(gone, failure.Message, StringComparison.Ordinal);
    }

    private string Write(string name)
    {
        var path = Path.Combine(_root, name);
        File.WriteAllText(path, name);
        return path;
    }

    private static ExecuteRequest Request(IReadOnlyList<string> files, params string[] setup) =>
        new() { Setup = setup, Files = files, Sql = "SELECT 1", Format = RowFormat.Trino, MaxRows = 1, MaxResultBytes = 1 };
}
