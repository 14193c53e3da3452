using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace MeshStarter.EndToEnd.Forgery;

/// <summary>Tokens made of a genuine one; each is wrong in one respect.</summary>
internal static class ForgedToken
{
    private const string None = "no token";

    /// <summary>The kinds of forgeries.</summary>
    public static IReadOnlyList<string> Kinds =>
    [
        None, "unsigned", "HS256 with the public key as secret", "signed by another key under the right kid", "changed payload",
        "another issuer", "every audience but this one", "expired", "not valid yet", "too large",
    ];

    /// <summary>The genuine token, signed again: the proof that what the others are refused for is what was forged.</summary>
    public static string Genuine(TestKey key, string genuine) => key.Sign(Claims(genuine));

    /// <summary>The token of a kind for a service; null where there is none.</summary>
    public static string? Of(string kind, TestKey key, string genuine, string service)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var claims = Claims(genuine);
        switch (kind)
        {
            case None:
                return null;
            case "unsigned":
                return $"{TestKey.Encode(key.Header(new() { ["alg"] = "none" }).ToJsonString())}.{TestKey.Encode(claims.ToJsonString())}.";
            case "HS256 with the public key as secret":
                var input = $"{TestKey.Encode(key.Header(new() { ["alg"] = "HS256" }).ToJsonString())}.{TestKey.Encode(claims.ToJsonString())}";
                return $"{input}.{TestKey.Encode(HMACSHA256.HashData(Encoding.ASCII.GetBytes(key.PublicPem()), Encoding.ASCII.GetBytes(input)))}";
            case "signed by another key under the right kid":
                return TestKey.Es256(key.Id).Sign(claims);
            case "changed payload":
                var parts = genuine.Split('.');
                claims["domain"] = "orders";
                claims["roles"] = new JsonArray("owner");
                return $"{parts[0]}.{TestKey.Encode(claims.ToJsonString())}.{parts[2]}";
            case "another issuer":
                claims["iss"] = "http://localhost:1";
                break;
            case "every audience but this one":
                claims["aud"] = new JsonArray([.. claims["aud"]!.AsArray().Select(name => name!.GetValue<string>()).Where(name => name != service).Select(name => JsonValue.Create(name))]);
                break;
            case "expired":
                claims["iat"] = now - 1_000;
                claims["exp"] = now - 120;
                break;
            case "not valid yet":
                claims["nbf"] = now + 600;
                break;
            case "too large":
                claims["padding"] = new string('x', 20_000);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(kind), kind, message: null);
        }

        return key.Sign(claims);
    }

    private static JsonObject Claims(string token) => JsonNode.Parse(Base64Url.DecodeFromChars(token.Split('.')[1]))!.AsObject();
}
