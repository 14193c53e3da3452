using System.Net;
using System.Net.Http.Headers;

namespace MeshStarter.ServiceDefaults.Outgoing;

/// <summary>Adds this service's own token to a request, unless the request has a user's token.</summary>
internal sealed class ServiceTokenHandler(ServiceTokenSource tokens, string audience) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Headers.Authorization is not null)
        {
            return await base.SendAsync(request, cancellationToken);
        }

        var token = await tokens.GetTokenAsync(audience, cancellationToken);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        try
        {
            var response = await base.SendAsync(request, cancellationToken);
            // The issuer may have lost the key that signed it (a development mesh whose data was removed): the next call requests a new token.
            if (response.StatusCode == HttpStatusCode.Unauthorized)
            {
                tokens.Forget(audience, token);
            }

            return response;
        }
        finally
        {
            request.Headers.Authorization = null; // each retry takes the current token
        }
    }
}
