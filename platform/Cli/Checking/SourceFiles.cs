using MeshStarter.Cli.Findings;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Platform.Sources.Definitions;

namespace MeshStarter.Cli.Checking;

/// <summary>Validates the <c>source.yaml</c> alongside a descriptor, as a service does at its start.</summary>
internal static class SourceFiles
{
    private const string Name = "source.yaml";

    /// <summary>Returns a finding for each issue; none without the file.</summary>
    /// <param name="descriptor">The descriptor's file.</param>
    /// <param name="product">Its product.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    /// <exception cref="CliException">The file cannot be read.</exception>
    public static async Task<IReadOnlyList<Finding>> FindAsync(string descriptor, DataProductDescriptor product, CancellationToken cancellationToken)
    {
        if (!HasSource(descriptor))
        {
            return [];
        }

        var file = FileOf(descriptor);
        var text = await CheckedFile.ReadAsync(file, cancellationToken);
        var place = new CheckedText(file, text);
        return [.. SourceDefinitionReader.Read(text, file, product).Issues.Select(place.Of)];
    }

    /// <summary>Determines whether a product has a source.</summary>
    /// <param name="descriptor">The descriptor's file.</param>
    public static bool HasSource(string descriptor) => File.Exists(FileOf(descriptor));

    private static string FileOf(string descriptor) => Path.Combine(Path.GetDirectoryName(descriptor) ?? "", Name);
}
