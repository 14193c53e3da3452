namespace MeshStarter.Platform.Storage;

/// <summary>A folder of this process alone, for what is written and not yet, or never, put into a store. What processes left that ended without a word is cleared away.</summary>
public sealed class WritingFolder : IDisposable
{
    private const string LockEnding = ".lock";

    private readonly FileStream _lock;

    /// <summary>Makes it.</summary>
    /// <param name="folder">The parent of all processes' folders.</param>
    /// <param name="beginning">How their names begin, where others have folders there too.</param>
    /// <exception cref="IOException">The folder cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">This process may not make it.</exception>
    public WritingFolder(string folder, string beginning = "")
    {
        Directory.CreateDirectory(folder);
        ClearLeft(folder, beginning);
        Path = System.IO.Path.Combine(folder, beginning + Guid.NewGuid().ToString("N"));

        // Held for as long as the process lives, however it ends; its number may be another's, in a container.
        _lock = new FileStream(Path + LockEnding, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        OwnerFolder.Make(Path);
    }

    /// <summary>Absolute path.</summary>
    public string Path { get; }

    /// <summary>Deletes the folders whose processes are gone.</summary>
    /// <inheritdoc cref="WritingFolder(string, string)"/>
    public static void ClearLeft(string folder, string beginning)
    {
        foreach (var left in Directory.EnumerateDirectories(folder, beginning + "*").ToList())
        {
            try
            {
                // A live process holds its lock.
                using var held = new FileStream(left + LockEnding, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
                Directory.Delete(left, recursive: true);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // It is in use.
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What ends at the same time deletes its own part; the next process deletes what stays.
        }

        _lock.Dispose();
    }
}
