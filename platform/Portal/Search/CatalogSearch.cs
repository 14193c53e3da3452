using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Search;
using MeshStarter.Portal.Querying;
using MeshStarter.Portal.SignIn;
using MeshStarter.ServiceDefaults.Outgoing;

namespace MeshStarter.Portal.Search;

/// <summary>Searches the catalog as the signed-in user.</summary>
internal sealed class CatalogSearch(HttpClient http, PersonaTokens tokens, ServiceDirectory services)
{
    private const string Catalog = "catalog";

    /// <summary>Gets a page of a search, or the reason why the catalog refuses it.</summary>
    /// <exception cref="ServiceUnavailableException">The catalog or governance does not answer.</exception>
    public async Task<(ProductSearchPage? Page, string? Refusal)> FindAsync(string persona, SearchAddress search, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(services.Find(Catalog), search.OfCatalog));
        request.OnBehalfOf(await tokens.GetAsync(persona, Catalog, cancellationToken));
        using var response = await http.AskAsync(Catalog, request, cancellationToken);
        return response.IsSuccessStatusCode
            ? ((await response.Content.ReadFromJsonAsync<ProductSearchPage>(MeshJson.Options, cancellationToken))!, null)
            : (null, await response.ReadProblemAsync(cancellationToken));
    }
}
