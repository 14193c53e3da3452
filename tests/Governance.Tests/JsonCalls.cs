using System.Buffers.Text;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Json;

namespace MeshStarter.Governance.Tests;

/// <summary>Calls whose answers are JSON.</summary>
internal static class JsonCalls
{
    /// <summary>Sends a request, with a body as JSON or a content as it is, and requires its status.</summary>
    /// <returns>The answer; an object without members where it is empty.</returns>
    public static async Task<JsonObject> JsonAsync(this HttpClient client, HttpMethod method, string path, string? token, object? body = null, HttpStatusCode status = HttpStatusCode.OK)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body as HttpContent ?? (body is null ? null : JsonContent.Create(body, body.GetType(), options: MeshJson.Options)) };
        request.Headers.Authorization = token is null ? null : new("Bearer", token);
        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status == response.StatusCode, $"{method} {path}: {response.StatusCode} {text}");
        return text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject();
    }

    /// <summary>Reads the header and the claims of a token.</summary>
    public static (JsonObject Header, JsonObject Claims) ReadToken(string token)
    {
        var parts = token.Split('.');
        return (JsonNode.Parse(Base64Url.DecodeFromChars(parts[0]))!.AsObject(), JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!.AsObject());
    }
}
