using System.Text.Json;
using MeshStarter.Contracts;
using Microsoft.Net.Http.Headers;

namespace MeshStarter.Governance.Identity;

/// <summary>What <c>POST /dev/token</c> takes.</summary>
/// <param name="Persona">The persona's name.</param>
/// <param name="Audience">A name or an array of names of services and domains; absent means all of them.</param>
internal sealed record PersonaTokenRequest(string? Persona = null, JsonElement? Audience = null)
{
    /// <summary>
    /// Bound by hand: routing's own answer to another content type is an endpoint without leave for strangers, so they would get
    /// 401 where 415 is the truth.
    /// </summary>
    public static async ValueTask<PersonaTokenRequest?> BindAsync(HttpContext context)
    {
        if (!IsJson(context.Request.ContentType))
            throw new BadHttpRequestException("not JSON", StatusCodes.Status415UnsupportedMediaType);
        try
        {
            return await context.Request.ReadFromJsonAsync<PersonaTokenRequest>(MeshJson.Options, context.RequestAborted);
        }
        catch (JsonException unreadable)
        {
            throw new BadHttpRequestException("unreadable JSON", StatusCodes.Status400BadRequest, unreadable);
        }
    }

    // A form of another page can send neither; its relatives (application/…+json) are not what is asked for.
    private static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase));
}
