using MeshStarter.Contracts.Descriptors;
using MeshStarter.Platform.PipelineCases;

namespace MeshStarter.Cli.Checking;

/// <summary>Reads a domain's copies of contracts.</summary>
internal static class CopiedContracts
{
    /// <summary>Returns the product of each copy with the columns that it keeps.</summary>
    /// <param name="folder">The folder, be it there or not.</param>
    /// <exception cref="CliException">A file cannot be read.</exception>
    public static IReadOnlyList<DataProductDescriptor> Read(string folder)
    {
        try
        {
            return ConsumedCopies.Read(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CliException(CliExitCodes.Usage, $"path: a file of {folder} cannot be read: {exception.Message}", exception);
        }
    }
}
