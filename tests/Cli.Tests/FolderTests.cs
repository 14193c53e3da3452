namespace MeshStarter.Cli.Tests;

/// <summary>Tests with a folder of their own.</summary>
public abstract class FolderTests : IDisposable
{
    private protected GitFolder Folder { get; } = new();

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }
}
