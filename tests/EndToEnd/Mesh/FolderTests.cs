namespace MeshStarter.EndToEnd.Mesh;

/// <summary>Tests with a folder of their own, in which a mesh may have its data.</summary>
public abstract class FolderTests : IDisposable
{
    private protected TemporaryFolder Folder { get; } = new();

    private protected string Data => Path.Combine(Folder.Path, "data");

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }
}
