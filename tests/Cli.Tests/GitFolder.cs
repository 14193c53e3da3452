using System.ComponentModel;

namespace MeshStarter.Cli.Tests;

/// <summary>A temporary folder that may become a git repository; a test is skipped where there is no git.</summary>
internal sealed class GitFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("mesh-test-cli-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);

    /// <summary>Writes a file; none where the text is null.</summary>
    public void Write(string file, string? text)
    {
        if (text is not null)
        {
            var path = System.IO.Path.Combine(Path, file);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }
    }

    /// <summary>Commits all files.</summary>
    public async Task CommitAsync()
    {
        await GitAsync("init", "-q", "-b", "main");
        await GitAsync("add", ".");
        await GitAsync("-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-q", "--allow-empty", "-m", "One");
    }

    public async Task<string> GitAsync(params string[] arguments)
    {
        try
        {
            var (exit, output, errors) = await ForeignProgram.AnswerAsync("git", arguments, folder: Path);
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
