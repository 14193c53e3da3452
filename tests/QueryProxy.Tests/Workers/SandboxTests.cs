using MeshStarter.DuckDb;
using MeshStarter.Platform.Workers.Engine;
using MeshStarter.Platform.Workers.Pipes;

namespace MeshStarter.QueryProxy.Tests.Workers;

/// <summary>The locks of the engine, without those of the kernel around them.</summary>
public sealed class SandboxTests : FolderTests
{
    [Theory]
    [InlineData("{folder}/../outside.txt")]
    [InlineData("{folder}-of-another/outside.txt")]
    [InlineData("/etc/passwd")]
    public void Engine_reads_the_folder_of_its_query_alone(string outside)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Folder.Path, "folder")).FullName;
        foreach (var file in (string[])[$"{folder}/inside.txt", $"{Folder.Path}/outside.txt", $"{Directory.CreateDirectory(folder + "-of-another")}/outside.txt"])
        {
            File.WriteAllText(file, "text");
        }

        using var sandbox = new Sandbox(new SandboxLimits(Threads: 1, MemoryMiB: 256));
        sandbox.Prepare(new ExecuteRequest { Files = [], Folder = folder, Sql = "SELECT 1", Format = RowFormat.Trino, MaxRows = 1, MaxResultBytes = 1 }, target: null);

        sandbox.Connection.Execute($"SELECT * FROM read_text('{folder}/inside.txt')");
        var refused = Assert.Throws<DuckDbException>(() => sandbox.Connection.Execute($"SELECT * FROM read_text('{outside.Replace("{folder}", folder, StringComparison.Ordinal)}')"));
        Assert.Equal(DuckDbErrorKind.Permission, refused.Kind);
    }
}
