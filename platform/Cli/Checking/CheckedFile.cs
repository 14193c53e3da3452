namespace MeshStarter.Cli.Checking;

/// <summary>Reads files that are checked.</summary>
internal static class CheckedFile
{
    /// <summary>Returns the text of a file.</summary>
    /// <exception cref="CliException">It cannot be read.</exception>
    public static async Task<string> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllTextAsync(file, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CliException(CliExitCodes.Usage, $"path: {file} cannot be read: {exception.Message}", exception);
        }
    }
}
