using System.Runtime.Versioning;

namespace MeshStarter.Cli.Tests;

/// <summary>The forms of a query's rows, the file that they go to, and a query that is cancelled.</summary>
public sealed class QueryOutputTests : FolderTests
{
    [Fact]
    public async Task Table_has_columns_of_one_width_and_shows_nulls()
    {
        await using var mesh = await FakeMesh.StartAsync();

        var (exitCode, output, errors) = await RunAsync("query", "table", "--format", "table", "--query", mesh.Address);

        Assert.Equal(
            (0,
            """
            id | name   | total | note
            ---+--------+-------+----------
             1 | a, "b" |  NULL |
            22 | 日本   |  1.50 | two lines

            """,
            "2 rows.\n"),
            (exitCode, output, errors));
    }

    [Fact]
    public async Task File_has_the_rows_once_they_are_whole()
    {
        await using var mesh = await FakeMesh.StartAsync();

        Assert.Equal((0, "", ""), await RunAsync("query", "SELECT 1", "--output", "rows.csv", "--query", mesh.Address));
        Assert.Equal("{\"asked\":\"SELECT 1\",\"as\":\"text/csv\"}\n", await File.ReadAllTextAsync(Path.Combine(Folder.Path, "rows.csv")));

        var (exitCode, _, errors) = await RunAsync("query", "break off", "--output", "rows.csv", "--query", mesh.Address);

        Assert.Equal(1, exitCode);
        Assert.StartsWith("The answer broke off and is not whole: ", errors, StringComparison.Ordinal);
        Assert.Contains("the last line of --format json has the reason", errors, StringComparison.Ordinal);
        Assert.Equal("{\"asked\":\"SELECT 1\",\"as\":\"text/csv\"}\n", await File.ReadAllTextAsync(Path.Combine(Folder.Path, "rows.csv")));
        Assert.Single(Directory.GetFiles(Folder.Path));
    }

    [SkippableFact]
    [UnsupportedOSPlatform("windows")]
    public async Task Link_stays_and_its_file_keeps_its_mode()
    {
        Skip.If(OperatingSystem.IsWindows(), "Links take a right of their own.");
        await using var mesh = await FakeMesh.StartAsync();
        const UnixFileMode own = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var (file, link) = (Path.Combine(Folder.Path, "rows.csv"), Path.Combine(Folder.Path, "newest.csv"));
        foreach (var before in (string[])["", "before"])
        {
            await File.WriteAllTextAsync(file, before);
            File.SetUnixFileMode(file, own);
            File.Delete(link);
            File.CreateSymbolicLink(link, "rows.csv");

            Assert.Equal((0, "", ""), await RunAsync("query", "SELECT 1", "--output", "newest.csv", "--query", mesh.Address));
            Assert.Equal(("rows.csv", own), (new FileInfo(link).LinkTarget, File.GetUnixFileMode(file)));
            Assert.Equal("{\"asked\":\"SELECT 1\",\"as\":\"text/csv\"}\n", await File.ReadAllTextAsync(file));
            Assert.Equal(2, Directory.GetFiles(Folder.Path).Length);
        }
    }

    [SkippableFact]
    public async Task Pipe_gets_the_rows_and_stays()
    {
        Skip.If(OperatingSystem.IsWindows(), "Its pipes have names elsewhere.");
        await using var mesh = await FakeMesh.StartAsync();
        var pipe = Path.Combine(Folder.Path, "pipe");
        Assert.Equal(0, (await ForeignProgram.AnswerAsync("mkfifo", [pipe])).Exit);
        // Opening a pipe waits for its other end.
        var read = Task.Run(() => File.ReadAllTextAsync(pipe));

        Assert.Equal((0, "", ""), await RunAsync("query", "SELECT 1", "--output", pipe, "--query", mesh.Address));
        Assert.Equal("{\"asked\":\"SELECT 1\",\"as\":\"text/csv\"}\n", await read);
        Assert.Equal(pipe, Assert.Single(Directory.GetFiles(Folder.Path)));
    }

    [SkippableFact]
    public async Task Standard_output_by_its_name_gets_the_rows()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "It has no such name.");
        await using var mesh = await FakeMesh.StartAsync();

        // What /dev/stdout leads to: that link could be replaced.
        Assert.Equal((0, "{\"asked\":\"SELECT 1\",\"as\":\"text/csv\"}\n", ""), await RunAsync("query", "SELECT 1", "--output", "/proc/self/fd/1", "--query", mesh.Address));
    }

    [Fact]
    public async Task File_that_cannot_be_written_is_named()
    {
        await using var mesh = await FakeMesh.StartAsync();

        var (exitCode, _, errors) = await RunAsync("query", "SELECT 1", "--output", "no/such/folder.csv", "--query", mesh.Address);

        Assert.Equal(2, exitCode);
        Assert.StartsWith("--output: no/such/folder.csv cannot be written: ", errors, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Signal_cancels_the_query_and_ends_with_130()
    {
        Skip.If(OperatingSystem.IsWindows(), "There is no kill.");
        await using var mesh = await FakeMesh.StartAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var query = MeshCommand.Start(Folder.Path, MeshCommand.Token, "query", "wait", "--query", mesh.Address);
        try
        {
            await mesh.QueryBegan.Task.WaitAsync(patience.Token);
            // As Ctrl+C does, which is ignored by programs that were started in the background.
            await query.TerminateAsync(patience.Token);
            await mesh.QueryLeft.Task.WaitAsync(patience.Token);

            Assert.Equal((130, "Cancelled.\n"), (query.ExitCode, await query.StandardError.ReadToEndAsync(patience.Token)));
        }
        finally
        {
            mesh.QueryLeft.TrySetResult();
            query.Kill();
        }
    }

    private Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments) => MeshCommand.RunAsync(Folder.Path, MeshCommand.Token, arguments);
}
