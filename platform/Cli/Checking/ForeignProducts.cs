using System.Globalization;
using System.Text.RegularExpressions;
using MeshStarter.Cli.Remote;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Platform.Pipelines.Definitions;

namespace MeshStarter.Cli.Checking;

/// <summary>The products of a running mesh that are not in the repository.</summary>
/// <param name="Names">The names of all products of the mesh, as far as the caller may discover them.</param>
/// <param name="Registered">Those that checked files name.</param>
internal sealed partial record ForeignProducts(IReadOnlyList<DataProductId> Names, IReadOnlyList<DataProductDescriptor> Registered)
{
    /// <summary>No mesh.</summary>
    public static ForeignProducts None { get; } = new([], []);

    /// <summary>Reads the products that some files, and the pipelines alongside them, name; none without a mesh.</summary>
    /// <param name="texts">The files with their texts.</param>
    /// <param name="repository">The products of the repository.</param>
    /// <param name="registered">The products of the mesh; null without one.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="CliException">The catalog does not answer or refuses, or a file cannot be read.</exception>
    public static async Task<ForeignProducts> ReadAsync(
        IReadOnlyDictionary<string, string> texts, IReadOnlyCollection<DataProductId> repository, RegisteredProducts? registered, CancellationToken cancellationToken)
    {
        if (registered is null)
        {
            return None;
        }

        var names = await registered.NamesAsync(cancellationToken);
        var foreign = names.Except(repository).ToHashSet();
        HashSet<ProductReference> named = [];
        foreach (var (file, text) in texts)
        {
            var pipeline = Path.Combine(Path.GetDirectoryName(file) ?? "", PipelineDefinition.FileName);
            foreach (var each in new[] { text, File.Exists(pipeline) ? await CheckedFile.ReadAsync(pipeline, cancellationToken) : "" })
            {
                named.UnionWith(NamedIn(each).Where(reference => foreign.Contains(reference.Product)));
            }
        }

        return new ForeignProducts(names, named.Count == 0 ? [] : await registered.FindAsync(named, cancellationToken));
    }

    private static IEnumerable<ProductReference> NamedIn(string text)
    {
        foreach (Match name in Name().Matches(text))
        {
            if (DataProductId.TryParse($"{name.Groups["domain"].Value}.{name.Groups["product"].Value}", out var product, out _))
            {
                yield return new ProductReference(product, int.TryParse(name.Groups["major"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var major) ? major : null);
            }
        }
    }

    // orders.orders, orders.orders@1, and orders."orders@1" as SQL has it.
    [GeneratedRegex("""(?<domain>[a-z][a-z0-9_]*)\.\\?["]?(?<product>[a-z][a-z0-9_]*)(@(?<major>[0-9]{1,6}))?""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Name();
}
