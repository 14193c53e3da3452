namespace MeshStarter.Cli.Rows;

/// <summary>A file that a command writes: it has its name once it is whole, and what was there before stays until then.</summary>
internal static class OutputFile
{
    /// <summary>Writes the file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="write">Writes its content.</param>
    /// <exception cref="CliException">It cannot be written.</exception>
    public static async Task WriteAsync(string path, Func<Stream, Task> write)
    {
        var part = $"{path}.{Guid.NewGuid():N}.part";
        var file = Try(path, () => new FileStream(part, FileMode.CreateNew));
        try
        {
            await using (file)
            {
                await write(file);
            }

            Try(path, () =>
            {
                File.Move(part, path, overwrite: true);
                return true;
            });
        }
        finally
        {
            File.Delete(part);
        }
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
