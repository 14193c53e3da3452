using System.Text.Json;
using MeshStarter.Contracts;
using MeshStarter.Portal.Querying;
using MeshStarter.Portal.SignIn;
using MeshStarter.ServiceDefaults.Outgoing;

namespace MeshStarter.Portal.Products;

/// <summary>Asks the services of domains which versions of their products the catalog refused, as the persona that is signed in.</summary>
internal sealed class RefusedVersionReader(HttpClient http, PersonaTokens tokens, ServiceDirectory services)
{
    /// <summary>The refused versions of some domains. A domain that gives no answer has none here: the health line shows it.</summary>
    /// <param name="persona">The persona.</param>
    /// <param name="domains">The domains.</param>
    /// <param name="cancellationToken">The reader has gone.</param>
    public async Task<IReadOnlyList<RefusedVersion>> ListAsync(string persona, IEnumerable<string> domains, CancellationToken cancellationToken) =>
        [.. (await Task.WhenAll(domains.Distinct(StringComparer.Ordinal).Select(domain => ListAsync(persona, domain, cancellationToken)))).SelectMany(refused => refused)];

    private async Task<IReadOnlyList<RefusedVersion>> ListAsync(string persona, string domain, CancellationToken cancellationToken)
    {
        // A resource has hyphens where a domain has underscores.
        if (!services.TryFind(domain, out var address) && !services.TryFind(domain.Replace('_', '-'), out address))
        {
            return [];
        }

        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, "refused-versions"));
            request.OnBehalfOf(await tokens.GetForDomainAsync(persona, domain, cancellationToken));
            using var response = await http.AskAsync(domain, request, cancellationToken);
            return response.IsSuccessStatusCode ? (await response.Content.ReadFromJsonAsync<ItemList<RefusedVersion>>(MeshJson.Options, cancellationToken))!.Items : [];
        }
        catch (Exception exception) when (exception is ServiceTimeoutException or JsonException)
        {
            return [];
        }
    }
}
