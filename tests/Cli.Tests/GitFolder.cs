using System.ComponentModel;
using System.Diagnostics;

namespace MeshStarter.Cli.Tests;

/// <summary>A temporary folder that may become a git repository; a test is skipped where there is no git.</summary>
internal sealed class GitFolder : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("mesh-test-cli-").FullName;

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>Writes a file; none where the text is null.</summary>
    public void Write(string file, string? text)
    {
        if (text is not null)
        {
            var path = Path.Combine(Folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
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
            using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = Folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
            var (output, errors) = (git.StandardOutput.ReadToEndAsync(), git.StandardError.ReadToEndAsync());
            await git.WaitForExitAsync();
            Assert.True(git.ExitCode == 0, await errors);
            return await output;
        }
        catch (Win32Exception)
        {
            Skip.If(true, "There is no git.");
            throw;
        }
    }
}
