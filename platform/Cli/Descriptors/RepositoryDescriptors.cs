using System.Text.RegularExpressions;
using MeshStarter.Cli.Checking;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Cli.Descriptors;

/// <summary>Descriptors that a command was given, and the others of the repository, which those may name.</summary>
/// <param name="Valid">Those without an error, by full path.</param>
/// <param name="Names">The products of all of them.</param>
internal sealed partial record RepositoryDescriptors(IReadOnlyDictionary<string, DataProductDescriptor> Valid, IReadOnlyCollection<DataProductId> Names)
{
    /// <summary>Reads them. Of one with an error the name alone is known.</summary>
    /// <param name="texts">The given ones, by their files.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<RepositoryDescriptors> ReadAsync(IReadOnlyDictionary<string, string> texts, CancellationToken cancellationToken)
    {
        var valid = new Dictionary<string, DataProductDescriptor>(StringComparer.Ordinal);
        HashSet<DataProductId> names = [];
        var repository = PolicyFiles.RepositoryDomains() is { } domains ? PolicyFiles.Find(domains) : [];
        foreach (var file in texts.Keys.Concat(repository).DistinctBy(Path.GetFullPath, StringComparer.Ordinal))
        {
            var text = texts.GetValueOrDefault(file) ?? await CheckedFile.ReadAsync(file, cancellationToken);
            if (DescriptorReader.Read(text, file).Descriptor is { } product)
            {
                valid[Path.GetFullPath(file)] = product;
                names.Add(product.Name);
            }
            else if (DataProductId.TryParse(NameLine().Match(text).Groups["name"].Value, out var name, out _))
            {
                names.Add(name);
            }
        }

        return new RepositoryDescriptors(valid, names);
    }

    // The text may be no YAML.
    [GeneratedRegex("""^name:[ ]*["']?(?<name>[a-z0-9_.]+)["']?[ ]*(#.*)?\r?$""", RegexOptions.Multiline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex NameLine();
}
