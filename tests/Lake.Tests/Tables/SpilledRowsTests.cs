namespace MeshStarter.Lake.Tests.Tables;

public sealed class SpilledRowsTests
{
    [Fact]
    public async Task What_a_killed_process_spilled_goes_when_the_next_one_starts()
    {
        var left = LeftFolder.Make("mesh-spilled-");

        using var next = new TestTable("id INTEGER");

        await LeftFolder.IsGoneAsync(left);
    }

    [Fact]
    public void What_a_process_spills_that_runs_stays_when_another_one_starts()
    {
        var name = Path.Combine(Path.GetTempPath(), $"mesh-spilled-{Guid.NewGuid():N}");
        using var running = new FileStream(name + ".lock", FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        Directory.CreateDirectory(name);

        using var next = new TestTable("id INTEGER");

        Assert.True(Directory.Exists(name));
        Directory.Delete(name);
    }

    [Fact]
    public void Spilled_rows_are_readable_by_no_other_user_and_go_with_their_engine()
    {
        var engine = new SpillingEngine();
        var path = engine.Keep("SELECT 1 AS n", CancellationToken.None).Split('\'')[1];
        var folder = Path.GetDirectoryName(path)!;

        Assert.StartsWith(Path.Combine(Path.GetTempPath(), "mesh-spilled-"), folder, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        }

        engine.Dispose();
        Assert.False(Directory.Exists(folder));
        Assert.False(File.Exists(folder + ".lock"));
    }
}
