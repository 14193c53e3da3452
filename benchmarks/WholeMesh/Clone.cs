using System.Diagnostics;

namespace MeshStarter.WholeMesh;

/// <summary>A clone of what is committed, gone afterwards.</summary>
internal sealed class Clone : IDisposable
{
    private readonly DirectoryInfo _parent = Scratch.NewFolder();

    public string Folder => Path.Combine(_parent.FullName, "mesh");

    public static async Task<Clone> OfAsync(string repository, CancellationToken cancellationToken)
    {
        var clone = new Clone();
        using var git = Process.Start("git", ["clone", "--quiet", repository, clone.Folder]);
        await git.WaitForExitAsync(cancellationToken);
        return git.ExitCode == 0 ? clone : throw new InvalidOperationException($"git clone of {repository} ended with exit code {git.ExitCode}.");
    }

    public void Dispose() => _parent.Delete(recursive: true);
}
