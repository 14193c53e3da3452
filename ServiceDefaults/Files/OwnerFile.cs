namespace MeshStarter.ServiceDefaults.Files;

/// <summary>Makes files that only their owner may read and write. On Windows a file has the rights of its folder.</summary>
public static class OwnerFile
{
    /// <summary>The rights of such a file: 0600.</summary>
    public const UnixFileMode Rights = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Opens a file to read and write it. It has no buffer: what a full disk refused would be written again when it is closed.</summary>
    /// <param name="path">The file; one that exists keeps its rights.</param>
    /// <param name="mode">Whether it is there, or is made.</param>
    /// <param name="share">What others may do with it while it is open.</param>
    /// <exception cref="IOException">The file cannot be opened or made.</exception>
    /// <exception cref="UnauthorizedAccessException">This process may not open or make it.</exception>
    public static FileStream Open(string path, FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows() && mode != FileMode.Open)
        {
            options.UnixCreateMode = Rights;
        }

        return new FileStream(path, options);
    }

    /// <summary>Replaces a file in one step, or makes it: after a crash there is the old file or the new one.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">This process may not write it.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        var draft = path + ".new";
        File.Delete(draft);
        try
        {
            using (var file = Open(draft, FileMode.CreateNew, FileShare.None))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            File.Move(draft, path, overwrite: true);
        }
        finally
        {
            // A draft that did not take the file's place may have secrets.
            File.Delete(draft);
        }

        FolderFlush.Run(Path.GetDirectoryName(path)!);
    }
}
