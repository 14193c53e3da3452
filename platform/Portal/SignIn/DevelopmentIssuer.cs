using System.Net;
using MeshStarter.Contracts;
using MeshStarter.Portal.Querying;
using MeshStarter.ServiceDefaults.Outgoing;

namespace MeshStarter.Portal.SignIn;

/// <summary>Asks governance's development issuer, which knows the personas and gives out their tokens.</summary>
internal sealed class DevelopmentIssuer(HttpClient http, ServiceDirectory services)
{
    private const string Governance = "governance";

    /// <summary>An answer of the issuer.</summary>
    /// <param name="method">How it is asked.</param>
    /// <param name="path">What it is asked, under <c>dev/</c>.</param>
    /// <param name="content">What is sent; null for nothing.</param>
    /// <param name="cancellationToken">The reader has gone.</param>
    /// <exception cref="ServiceTimeoutException">It does not answer, refuses, or this mesh has none.</exception>
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
