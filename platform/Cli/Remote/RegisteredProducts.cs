using System.Text.Json;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Contracts.Texts;

namespace MeshStarter.Cli.Remote;

/// <summary>Reads products of a running catalog, as far as the caller may discover them.</summary>
/// <param name="mesh">The mesh.</param>
internal sealed class RegisteredProducts(MeshRemote mesh)
{
    private const int PageSize = 1_000;

    /// <summary>Returns the names of all products.</summary>
    /// <exception cref="CliException">The catalog does not answer, or refuses.</exception>
    public async Task<IReadOnlyList<DataProductId>> NamesAsync(CancellationToken cancellationToken)
    {
        List<DataProductId> names = [];
        for (string? after = ""; after is not null;)
        {
            var page = (await mesh.GetAsync($"products?limit={PageSize}{QueryParameter.Of("after", after.Length == 0 ? null : after)}", cancellationToken)).Deserialize<Page<ProductSummary>>(MeshJson.Options)!;
            names.AddRange(page.Items.Select(product => product.Name));
            after = page.Next;
        }

        return names;
    }

    /// <summary>Finds products by name or major version; those that there are not are left out.</summary>
    /// <exception cref="CliException">The catalog does not answer, or refuses.</exception>
    public async Task<IReadOnlyList<DataProductDescriptor>> FindAsync(IEnumerable<ProductReference> references, CancellationToken cancellationToken)
    {
        List<DataProductDescriptor> found = [];
        foreach (var names in references.Distinct().Chunk(NamedProduct.MostNames))
        {
            var query = string.Join('&', names.Select(name => $"name={Uri.EscapeDataString(name.ToString())}"));
            var answer = (await mesh.GetAsync($"products/details?{query}", cancellationToken)).Deserialize<ItemList<NamedProduct>>(MeshJson.Options)!;
            found.AddRange(answer.Items.Select(each => each.Product.ToDescriptor()));
        }

        return found;
    }

    /// <summary>Returns the major versions of a product, retired ones too; none for a product that there is not, or that the caller may not see.</summary>
    /// <exception cref="CliException">The catalog does not answer, or refuses.</exception>
    public async Task<IReadOnlyList<MajorVersionStatus>> MajorVersionsAsync(DataProductId product, CancellationToken cancellationToken)
    {
        var answer = await OrNullAsync($"products/{product}/majors", cancellationToken);
        return [.. answer?.Deserialize<ItemList<MajorVersionStatus>>(MeshJson.Options)!.Items ?? []];
    }

    /// <summary>Returns one version; null where there is none.</summary>
    /// <exception cref="CliException">The catalog does not answer, or refuses.</exception>
    public Task<DataProductDescriptor?> FindVersionAsync(DataProductId product, ProductVersion version, CancellationToken cancellationToken) => FindAsync($"products/{product}@{version.Major}?version={version}", cancellationToken);

    /// <summary>Returns the newest version of a major one; null where there is none.</summary>
    /// <exception cref="CliException">The catalog does not answer, or refuses.</exception>
    public Task<DataProductDescriptor?> FindMajorVersionAsync(DataProductId product, int major, CancellationToken cancellationToken) => FindAsync($"products/{product}@{major}", cancellationToken);

    private async Task<DataProductDescriptor?> FindAsync(string path, CancellationToken cancellationToken) =>
        await OrNullAsync(path, cancellationToken) is { } found ? found.Deserialize<ProductDetails>(MeshJson.Options)!.ToDescriptor() : null;

    private async Task<JsonElement?> OrNullAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await mesh.GetAsync(path, cancellationToken);
        }
        catch (CliException refused) when (refused.ExitCode is CliExitCodes.NotFound)
        {
            return null;
        }
    }
}
