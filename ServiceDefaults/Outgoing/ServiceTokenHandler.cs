using System.Net;
using System.Net.Http.Headers;

namespace MeshStarter.ServiceDefaults.Outgoing;

/// <summary>Puts this service's own token on a request, unless the request brings a user's.</summary>
internal sealed class ServiceTokenHandler(ServiceTokenSource tokens, string audience) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Headers.Authorization is not null)
            return await base.SendAsync(request, cancellationToken);

        var token = await tokens.GetTokenAsync(audience, cancellationToken);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        try
        {
            var response = await base.SendAsync(request, cancellationToken);
            // The issuer may have lost the key that signed it (a development mesh whose data was removed): ask again next time.
            if (response.StatusCode == HttpStatusCode.Unauthorized)
                tokens.Forget(audience, token);
            return response;
        }
        finally
        {
            request.Headers.Authorization = null; // a repeated try takes the token of its own moment
        }
    }
}
