using MeshStarter.ServiceDefaults.Files;

namespace MeshStarter.Platform.Storage;

/// <summary>Makes files and their names survive a loss of power.</summary>
internal static class DurableFiles
{
    /// <summary>Flushes one file's bytes.</summary>
    public static void FlushFile(string path)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.FlushToDisk(file);
    }

    /// <summary>Makes a folder and those above it that are missing, so that all of them survive.</summary>
    public static void CreateFolder(string path)
    {
        if (Directory.Exists(path))
        {
            return;
        }

        var above = Path.GetDirectoryName(path);
        if (above is not null)
        {
            CreateFolder(above);
        }

        Directory.CreateDirectory(path);
        if (above is not null)
        {
            FolderFlush.Run(above);
        }
    }
}
