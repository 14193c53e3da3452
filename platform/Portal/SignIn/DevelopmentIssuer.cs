using System.Net;
using System.Net.Http.Headers;
using System.Text;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Registration;
using MeshStarter.Portal.Querying;
using MeshStarter.ServiceDefaults.Identity;
using MeshStarter.ServiceDefaults.Outgoing;
using Microsoft.Extensions.Options;

namespace MeshStarter.Portal.SignIn;

/// <summary>Client of governance's development issuer, which has the personas and issues their tokens: every domain of the mesh has an owner there.</summary>
internal sealed class DevelopmentIssuer(HttpClient http, ServiceDirectory services, IOptions<IdentityOptions> identity)
{
    /// <summary>Whether the issuer is the authority of this mesh: without it no sign-in works.</summary>
    public bool IsAuthority => Uri.TryCreate(identity.Value.Authority, UriKind.Absolute, out var authority) && authority == services.Find(PlatformServices.Governance);

    /// <summary>Gets all personas, in the order of the sign-in page.</summary>
    /// <exception cref="ServiceException">The issuer does not answer, refuses, or does not exist in this mesh.</exception>
    public async Task<IReadOnlyList<Persona>> PersonasAsync(CancellationToken cancellationToken) =>
        (await AskAsync<ItemList<Persona>>(HttpMethod.Get, "personas", content: null, cancellationToken)).Items;

    /// <summary>Sends a request to the issuer.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">The path under <c>dev/</c>.</param>
    /// <param name="content">The body; null for none.</param>
    /// <param name="cancellationToken">Canceled when the reader has left.</param>
    /// <exception cref="ServiceException">The issuer does not answer, refuses, or does not exist in this mesh.</exception>
    public async Task<T> AskAsync<T>(HttpMethod method, string path, object? content, CancellationToken cancellationToken)
    {
        var governance = services.Find(PlatformServices.Governance);
        using var request = new HttpRequestMessage(method, new Uri(governance, $"dev/{path}")) { Content = content is null ? null : JsonContent.Create(content) };
        // The portal shows the issuer its secret: the limit of callers without one does not count for its users. A provider's secret is not governance's to see.
        if (identity.Value is { ClientId: { Length: > 0 } id, ClientSecret: { Length: > 0 } secret } && IsAuthority)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(id)}:{Uri.EscapeDataString(secret)}")));
        }

        using var response = await http.AskAsync(PlatformServices.Governance, request, cancellationToken);
        // Without the issuer governance answers 401 there, as at each address without a token.
        if (response.StatusCode == HttpStatusCode.NotFound || (response.StatusCode == HttpStatusCode.Unauthorized && !IsAuthority))
        {
            throw new ServiceUnavailableException("This mesh has no development issuer, and so no personas: its tokens come from a provider that this page cannot ask yet.");
        }

        return response.IsSuccessStatusCode
            ? (await response.Content.ReadFromJsonAsync<T>(MeshJson.Options, cancellationToken))!
            : throw new ServiceRefusedException($"{PlatformServices.Governance} refuses the question: {await response.ReadProblemAsync(cancellationToken)}");
    }
}
