namespace MeshStarter.Cli.Rows;

/// <summary>A file that a command writes: it has its name once it is whole, and what was there before stays until then. A link leads to it; pipes and devices are written as they are.</summary>
internal static class OutputFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes the file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="write">Writes its content.</param>
    /// <exception cref="CliException">It cannot be written.</exception>
    public static async Task WriteAsync(string path, Func<Stream, Task> write)
    {
        if (Try(path, () => OpenDevice(path)) is { } device)
        {
            await using (device)
            {
                await write(device);
            }

            return;
        }

        var target = Try(path, () => TargetOf(path));
        var part = $"{target}.{Guid.NewGuid():N}.part";
        var file = Try(path, () => Create(part, target));
        try
        {
            await using (file)
            {
                await write(file);
            }

            Try(path, () =>
            {
                File.Move(part, target, overwrite: true);
                return true;
            });
        }
        finally
        {
            File.Delete(part);
        }
    }

    // Null for a file. Pipes and devices have no bytes of their own, and no length that could be set: setting that of a file without bytes changes nothing.
    private static FileStream? OpenDevice(string path)
    {
        if (!File.Exists(path) || (File.Exists(TargetOf(path)) && new FileInfo(TargetOf(path)).Length > 0))
        {
            return null;
        }

        var there = new FileStream(path, FileMode.Open, FileAccess.Write);
        try
        {
            there.SetLength(0);
            there.Dispose();
            return null;
        }
        catch (Exception none) when (none is IOException or NotSupportedException)
        {
            return there;
        }
    }

    // A link of the system to what has no path, such as that of /dev/stdout to a pipe, leads nowhere.
    private static string TargetOf(string path) => new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(Path.GetFullPath(path), returnFinalTarget: true)!.FullName;

    // What was private stays so, from the first byte on.
    private static FileStream Create(string part, string target)
    {
        if (OperatingSystem.IsWindows() || !File.Exists(target))
        {
            return new FileStream(part, FileMode.CreateNew);
        }

        var file = new FileStream(part, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly });
        File.SetUnixFileMode(file.SafeFileHandle, File.GetUnixFileMode(target));
        return file;
    }

    private static T Try<T>(string path, Func<T> act)
    {
        try
        {
            return act();
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new CliException(CliExitCodes.Usage, $"--output: {path} cannot be written: {refused.Message}", refused);
        }
    }
}
