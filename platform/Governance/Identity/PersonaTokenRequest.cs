using System.Text.Json;
using System.Text.Json.Serialization;
using MeshStarter.Contracts.Json;
using MeshStarter.ServiceDefaults.Json;
using Microsoft.Net.Http.Headers;

namespace MeshStarter.Governance.Identity;

/// <summary>Request of <c>POST /dev/token</c>.</summary>
/// <param name="Persona">The persona's name.</param>
/// <param name="Audience">A name or an array of names of services and domains; absent means all of them.</param>
internal sealed record PersonaTokenRequest(string? Persona = null, JsonElement? Audience = null)
{
    /// <summary>Unknown members of the body; they are refused, because a misspelt "audience" must not widen the token to all audiences.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Others { get; init; }

    /// <summary>
    /// Read by hand: routing's own answer to another content type is an endpoint without leave for strangers, so they would get
    /// 401 where 415 is the truth; and what is bound is read before any filter runs.
    /// </summary>
    /// <exception cref="BadHttpRequestException">The body is not JSON of this form.</exception>
    public static async Task<PersonaTokenRequest> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!IsJson(request.ContentType))
        {
            throw new BadHttpRequestException("not JSON", StatusCodes.Status415UnsupportedMediaType);
        }

        try
        {
            using var body = await JsonDocument.ParseAsync(request.Body, cancellationToken: cancellationToken);
            StorableJson.Require(body.RootElement);
            return body.RootElement.Deserialize<PersonaTokenRequest>(MeshJson.Options)
                ?? throw new BadHttpRequestException("no JSON object", StatusCodes.Status400BadRequest);
        }
        catch (JsonException unreadable)
        {
            throw new BadHttpRequestException("unreadable JSON", StatusCodes.Status400BadRequest, unreadable);
        }
    }

    // A form of another page can send neither; its relatives (application/…+json) are not what is requested.
    private static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase));
}
