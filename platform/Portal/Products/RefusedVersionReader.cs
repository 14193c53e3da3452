using System.Text.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Registration;
using MeshStarter.Portal.Querying;
using MeshStarter.Portal.SignIn;
using MeshStarter.ServiceDefaults.Outgoing;

namespace MeshStarter.Portal.Products;

/// <summary>Queries domains' services for versions that the catalog refused, as the signed-in persona.</summary>
internal sealed class RefusedVersionReader(HttpClient http, PersonaTokens tokens, ServiceDirectory services)
{
    /// <summary>Gets the refused versions of some domains. A domain without an answer has none here; the health line shows it.</summary>
    /// <param name="persona">The persona.</param>
    /// <param name="domains">The domains.</param>
    /// <param name="cancellationToken">Canceled when the reader has left.</param>
    public async Task<IReadOnlyList<RefusedVersion>> ListAsync(string persona, IEnumerable<string> domains, CancellationToken cancellationToken) =>
        [.. (await Task.WhenAll(domains.Distinct(StringComparer.Ordinal).Select(domain => ListAsync(persona, domain, cancellationToken)))).SelectMany(refused => refused)];

    private async Task<IReadOnlyList<RefusedVersion>> ListAsync(string persona, string domain, CancellationToken cancellationToken)
    {
        if (!services.TryFindDomain(domain, out var address))
        {
            return [];
        }

        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, "refused-versions"));
            request.OnBehalfOf(await tokens.GetAsync(persona, domain, cancellationToken));
            using var response = await http.AskAsync(domain, request, cancellationToken);
            return response.IsSuccessStatusCode ? (await response.Content.ReadFromJsonAsync<ItemList<RefusedVersion>>(MeshJson.Options, cancellationToken))!.Items : [];
        }
        catch (Exception exception) when (exception is ServiceException or JsonException)
        {
            return [];
        }
    }
}
