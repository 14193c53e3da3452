namespace MeshStarter.Lake.Storage;

/// <summary>A folder of this process alone, for objects that are written and not yet put into their store. What processes left that ended without a word is cleared away.</summary>
internal sealed class WritingFolder : IDisposable
{
    private const string LockEnding = ".lock";

    private readonly FileStream _lock;

    /// <summary>Makes it.</summary>
    /// <param name="folder">Where the folders of all processes lie.</param>
    public WritingFolder(string folder)
    {
        Directory.CreateDirectory(folder);
        ClearLeft(folder);
        Path = System.IO.Path.Combine(folder, Guid.NewGuid().ToString("N"));
        _lock = new FileStream(Path + LockEnding, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        Directory.CreateDirectory(Path);
    }

    /// <summary>Absolute path.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Directory.Delete(Path, recursive: true);
        _lock.Dispose();
    }

    private static void ClearLeft(string folder)
    {
        foreach (var left in Directory.EnumerateDirectories(folder).ToList())
        {
            try
            {
                // Whoever lives holds its lock.
                using var held = new FileStream(left + LockEnding, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
                Directory.Delete(left, recursive: true);
            }
            catch (IOException)
            {
                // It is somebody's.
            }
        }
    }
}
