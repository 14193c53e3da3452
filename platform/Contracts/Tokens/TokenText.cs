using System.Buffers.Text;
using System.Text.Json;

namespace MeshStarter.Contracts.Tokens;

/// <summary>The text of an access token, as its client reads it: nothing of it is verified, so no service may use it.</summary>
public static class TokenText
{
    /// <summary>Returns the claims of a token; null where it has none that can be read.</summary>
    /// <param name="token">The token.</param>
    public static JsonElement? Claims(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        try
        {
            return token.Split('.') is [_, var payload, _] && JsonElement.Parse(Base64Url.DecodeFromChars(payload)) is { ValueKind: JsonValueKind.Object } claims ? claims : null;
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            return null;
        }
    }
}
