using System.Runtime.Versioning;
using MeshStarter.AppHost.Logs;

namespace MeshStarter.EndToEnd.Logs;

/// <summary>Log files of a resource stay few and small.</summary>
public sealed class RotatedFileTests : FolderTests
{
    [Fact]
    public void Full_file_makes_room_and_the_oldest_goes()
    {
        using (var file = new RotatedFile(Folder.Path, "orders", limit: 20))
        {
            foreach (var number in Enumerable.Range(1, 9))
            {
                file.Append($"line {number}");
            }
        }

        Assert.Equal(["orders.1.log", "orders.2.log", "orders.log"], Directory.GetFiles(Folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(["line 9"], Lines("orders.log"));
        Assert.Equal(["line 7", "line 8"], Lines("orders.1.log"));
        Assert.Equal(["line 5", "line 6"], Lines("orders.2.log"));
    }

    // A stack in it may quote a value of a row.
    [SkippableFact]
    [UnsupportedOSPlatform("windows")]
    public void Folder_is_for_its_user_alone()
    {
        Skip.If(OperatingSystem.IsWindows(), "Unix file modes.");
        var logs = Path.Combine(Folder.Path, "logs");
        using var file = new RotatedFile(logs, "orders", limit: 1_000);

        file.Append("line");

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(logs));
    }

    [Fact]
    public void File_of_an_earlier_start_goes_on()
    {
        foreach (var start in new[] { "first", "second" })
        {
            using var file = new RotatedFile(Folder.Path, "orders", limit: 1_000);
            file.Append(start);
        }

        Assert.Equal(["first", "second"], Lines("orders.log"));
    }

    [Fact]
    public void Folder_that_cannot_be_made_loses_lines_alone()
    {
        File.WriteAllText(Path.Combine(Folder.Path, "logs"), "");
        using var file = new RotatedFile(Path.Combine(Folder.Path, "logs"), "orders", limit: 1_000);

        file.Append("line");

        Assert.Equal("", File.ReadAllText(Path.Combine(Folder.Path, "logs")));
    }

    // The line that failed had been written again when the file was closed, and the exception ended the reading of the process's output.
    [SkippableFact]
    public void Full_disk_loses_lines_alone_and_the_file_goes_on_with_room()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "/dev/full is Linux's.");
        var log = Path.Combine(Folder.Path, "orders.log");
        File.CreateSymbolicLink(log, "/dev/full");
        using var file = new RotatedFile(Folder.Path, "orders", limit: 1_000);

        file.Append("lost");
        File.Delete(log);
        file.Append("line");

        Assert.Equal(["line"], Lines("orders.log"));
    }

    private string[] Lines(string file) => File.ReadAllLines(Path.Combine(Folder.Path, file));
}
