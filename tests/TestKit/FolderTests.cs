namespace MeshStarter.TestKit;

/// <summary>Tests with a folder of their own, in which a service or a mesh may have its data.</summary>
public abstract class FolderTests : IDisposable
{
    protected TestFolder Folder { get; } = new();

    protected string Data => Path.Combine(Folder.Path, "data");

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }
}
