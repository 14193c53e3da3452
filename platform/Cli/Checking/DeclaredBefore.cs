using MeshStarter.Cli.Findings;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Evolution;
using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Cli.Checking;

/// <summary>
/// Finds descriptors that declare less than another version of their product: among the descriptors of the repository, and in the last
/// commits of the file if there is git.
/// </summary>
/// <param name="known">The descriptors of the repository.</param>
/// <param name="bundle">The rules, which may approve it; null where there are none.</param>
internal sealed class DeclaredBefore(IReadOnlyList<DataProductDescriptor> known, PolicyBundle? bundle)
{
    private const int Commits = 20;

    /// <summary>Returns a warning for each version that declares more.</summary>
    public async Task<IReadOnlyList<Finding>> WarningsAsync(DataProductDescriptor product, string file, CheckedText text, CancellationToken cancellationToken)
    {
        var own = DeclaredTerms.Of(product);
        var stricter = known.Concat(await CommittedAsync(file, cancellationToken))
            .Where(other => other.Name == product.Name && other.Version < product.Version)
            .Select(other => DeclaredTerms.Of(other).Beyond(own))
            .OfType<StricterTerms>()
            .Distinct()
            .OrderBy(terms => terms.Version)
            .ToList();
        var resource = PolicyResource.FromDescriptor(product) with { Stricter = stricter };
        return [.. (bundle is null ? stricter : resource.StricterUnder(bundle)).Select(terms =>
            text.Warning(
                "version", "terms.shed", $"{product.Version} declares less than {terms}. That stays in force until the mesh's rules approve it.",
                $"Declare it again, or have \"declassify: {{ product: {product.Name}, version: {product.Version}, columns: […], reason: … }}\" agreed on."))];
    }

    private static async Task<IEnumerable<DataProductDescriptor>> CommittedAsync(string file, CancellationToken cancellationToken) =>
        (await GitFile.CommittedAsync(file, Commits, cancellationToken)).Select(text => DescriptorReader.Read(text, file).Descriptor).OfType<DataProductDescriptor>();
}
