using MeshStarter.Cli.Checking;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Descriptors.Reading;

namespace MeshStarter.Cli.Descriptors;

/// <summary>Descriptors that a command was given, and the others of the repository, which those may name.</summary>
internal static class RepositoryDescriptors
{
    /// <summary>Reads them; one with an error is left out.</summary>
    /// <param name="texts">The given ones, by their files.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The descriptors, by full path.</returns>
    public static async Task<IReadOnlyDictionary<string, DataProductDescriptor>> ReadAsync(IReadOnlyDictionary<string, string> texts, CancellationToken cancellationToken)
    {
        var descriptors = new Dictionary<string, DataProductDescriptor>(StringComparer.Ordinal);
        var repository = PolicyFiles.RepositoryDomains() is { } domains ? PolicyFiles.Find(domains) : [];
        foreach (var file in texts.Keys.Concat(repository).DistinctBy(Path.GetFullPath, StringComparer.Ordinal))
        {
            if (DescriptorReader.Read(texts.GetValueOrDefault(file) ?? await CheckedFile.ReadAsync(file, cancellationToken), file).Descriptor is { } product)
            {
                descriptors[Path.GetFullPath(file)] = product;
            }
        }

        return descriptors;
    }
}
