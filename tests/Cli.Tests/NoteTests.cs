namespace MeshStarter.Cli.Tests;

/// <summary>Notes and problems, which go to standard error, where it takes none.</summary>
public sealed class NoteTests : FolderTests
{
    [SkippableTheory]
    [InlineData("2>&-")]
    [InlineData("2>/dev/full")]
    public async Task Command_ends_as_it_does_where_they_are_written(string redirection)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "/dev/full is Linux's.");

        Assert.Equal(2, await RunAsync(redirection, "slo", "--bogus"));
        // It says that there is none.
        Assert.Equal(0, await RunAsync(redirection, "reset", "--data", Path.Combine(Folder.Path, "none")));
    }

    private static async Task<int> RunAsync(string redirection, params string[] arguments) =>
        (await ForeignProgram.AnswerAsync("/bin/sh", ["-c", $"exec dotnet \"$0\" \"$@\" {redirection}", Path.Combine(AppContext.BaseDirectory, "mesh.dll"), .. arguments])).Exit;
}
