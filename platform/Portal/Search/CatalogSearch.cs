using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Search;
using MeshStarter.Portal.Querying;

namespace MeshStarter.Portal.Search;

/// <summary>Searches the catalog as the signed-in user.</summary>
internal sealed class CatalogSearch(CatalogReader catalog)
{
    /// <summary>Gets a page of a search, or the reason why the catalog refuses it.</summary>
    /// <exception cref="ServiceUnavailableException">The catalog or governance does not answer.</exception>
    public async Task<(ProductSearchPage? Page, string? Refusal)> FindAsync(string persona, SearchAddress search, CancellationToken cancellationToken)
    {
        using var response = await catalog.SendAsync(persona, search.OfCatalog, cancellationToken);
        return response.IsSuccessStatusCode
            ? ((await response.Content.ReadFromJsonAsync<ProductSearchPage>(MeshJson.Options, cancellationToken))!, null)
            : (null, await response.ReadProblemAsync(cancellationToken));
    }
}
