using System.ComponentModel;

namespace MeshStarter.Cli.Tests;

/// <summary>Makes the folder of a test a git repository; the test is skipped where there is no git.</summary>
internal static class GitFolder
{
    /// <summary>Commits all files.</summary>
    public static async Task CommitAsync(this TestFolder folder)
    {
        await folder.GitAsync("init", "-q", "-b", "main");
        await folder.GitAsync("add", ".");
        await folder.GitAsync("-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-q", "--allow-empty", "-m", "One");
    }

    public static async Task<string> GitAsync(this TestFolder folder, params string[] arguments)
    {
        try
        {
            var (exit, output, errors) = await ForeignProgram.AnswerAsync("git", arguments, folder: folder.Path);
            Assert.True(exit == 0, errors);
            return output;
        }
        catch (Win32Exception)
        {
            Skip.If(true, "There is no git.");
            throw;
        }
    }
}
