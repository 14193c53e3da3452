using System.Text;
using Microsoft.IdentityModel.Protocols;

namespace MeshStarter.ServiceDefaults.Identity.Keys;

/// <summary>Gets the documents of the authority for one read of them: from trustworthy addresses alone, and unambiguous JSON alone.</summary>
internal sealed class AuthorityDocuments(HttpClient http, Func<Uri, bool> isTrustworthy) : IDocumentRetriever
{
    /// <summary>The time for which the last document is fresh, as its answer says; null where it does not.</summary>
    public TimeSpan? MaxAge { get; private set; }

    /// <inheritdoc/>
    public async Task<string> GetDocumentAsync(string address, CancellationToken cancel)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || !isTrustworthy(uri))
        {
            throw new AuthorityUnavailableException("the authority's jwks_uri is no https address");
        }

        using var response = await http.GetAsync(uri, cancel);
        response.EnsureSuccessStatusCode();
        var document = await response.Content.ReadAsByteArrayAsync(cancel);
        if (StrictJson.TryReadObject(document) is null)
        {
            throw new AuthorityUnavailableException($"{address} is not a strict JSON object");
        }

        MaxAge = response.Headers.CacheControl?.MaxAge;
        return Encoding.UTF8.GetString(document);
    }
}
