using System.Net;
using MeshStarter.Contracts;
using MeshStarter.Portal.Querying;
using MeshStarter.ServiceDefaults.Outgoing;

namespace MeshStarter.Portal.SignIn;

/// <summary>Client of governance's development issuer, which has the personas and issues their tokens.</summary>
internal sealed class DevelopmentIssuer(HttpClient http, ServiceDirectory services)
{
    private const string Governance = "governance";

    /// <summary>Sends a request to the issuer.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">The path under <c>dev/</c>.</param>
    /// <param name="content">The body; null for none.</param>
    /// <param name="cancellationToken">Canceled when the reader has left.</param>
    /// <exception cref="ServiceTimeoutException">The issuer does not answer, refuses, or does not exist in this mesh.</exception>
    public async Task<T> AskAsync<T>(HttpMethod method, string path, object? content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(services.Find(Governance), $"dev/{path}")) { Content = content is null ? null : JsonContent.Create(content) };
        using var response = await http.AskAsync(Governance, request, cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            throw new ServiceTimeoutException("This mesh has no development issuer, and so no personas: its tokens come from a provider that this page cannot ask yet.");
        }

        return response.IsSuccessStatusCode
            ? (await response.Content.ReadFromJsonAsync<T>(MeshJson.Options, cancellationToken))!
            : throw new ServiceTimeoutException($"{Governance} refuses the question: {await response.ReadProblemAsync(cancellationToken)}");
    }
}
