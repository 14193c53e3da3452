using System.Text;

namespace MeshStarter.Cli.Checking;

/// <summary>Reads files that are checked.</summary>
internal static class CheckedFile
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Returns the text of a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <param name="argument">The name of the argument that is about it.</param>
    /// <exception cref="CliException">It cannot be read.</exception>
    public static async Task<string> ReadAsync(string file, CancellationToken cancellationToken, string argument = "path")
    {
        try
        {
            return await File.ReadAllTextAsync(file, Strict, cancellationToken);
        }
        catch (DecoderFallbackException exception)
        {
            throw new CliException(CliExitCodes.Usage, $"{argument}: {file} holds bytes that are not UTF-8. Save it in UTF-8.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CliException(CliExitCodes.Usage, $"{argument}: {file} cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>Reads files, one that is given twice once, also in another spelling of its path.</summary>
    /// <param name="files">The files.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Their texts by file, as it is first spelt, in the order in which they are given.</returns>
    /// <exception cref="CliException">A file cannot be read.</exception>
    public static async Task<Dictionary<string, string>> ReadAllAsync(IEnumerable<string> files, CancellationToken cancellationToken)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in files.DistinctBy(Path.GetFullPath, StringComparer.Ordinal))
        {
            texts[file] = await ReadAsync(file, cancellationToken);
        }

        return texts;
    }
}
