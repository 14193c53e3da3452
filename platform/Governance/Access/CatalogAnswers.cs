using System.Net;
using System.Text.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.ServiceDefaults.Identity;

namespace MeshStarter.Governance.Access;

/// <summary>Reads answers of the catalog.</summary>
internal static class CatalogAnswers
{
    /// <summary>Reads an answer; null where nothing has the address.</summary>
    /// <exception cref="CatalogSilentException">The catalog does not answer.</exception>
    public static async Task<T?> FindInCatalogAsync<T>(this IHttpClientFactory clients, string address, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            using var http = clients.CreateClient(PlatformServices.Catalog);
            using var response = await http.GetAsync(new Uri(address, UriKind.Relative), cancellationToken);
            if (response.StatusCode == HttpStatusCode.NotFound)
            {
                return null;
            }

            response.EnsureSuccessStatusCode();
            return await response.Content.ReadFromJsonAsync<T>(MeshJson.Options, cancellationToken);
        }
        catch (Exception failed) when (failed is HttpRequestException or JsonException or IOException or InvalidOperationException
            || (failed is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new CatalogSilentException(failed);
        }
    }

    /// <summary>Reads an answer of an address that every catalog has.</summary>
    /// <exception cref="CatalogSilentException">The catalog does not answer.</exception>
    public static async Task<T> ReadFromCatalogAsync<T>(this IHttpClientFactory clients, string address, CancellationToken cancellationToken)
        where T : class =>
        await clients.FindInCatalogAsync<T>(address, cancellationToken) ?? throw new CatalogSilentException(new HttpRequestException($"It has nothing at {address.Split('?')[0]}."));
}
