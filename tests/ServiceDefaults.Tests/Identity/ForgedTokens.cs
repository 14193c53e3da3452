using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace MeshStarter.ServiceDefaults.Tests.Identity;

/// <summary>The negative suite: every token here must be refused. Each is made by hand from a genuine one.</summary>
internal static class ForgedTokens
{
    private static readonly string[] NotObjects = ["[]", "null", "\"x\"", "{", ""];

    public static IReadOnlyDictionary<string, Func<TestAuthority, string>> All { get; } = Cases();

    /// <summary>The message that a caller gets: exact only about a token of the authority.</summary>
    public static string MessageOf(string name) => name switch
    {
        "aud an object" or "aud array with an object" or "aud array with a number" => "The access token is not valid.",
        ['a', 'u', 'd', ' ', ..] => "The access token is not for audience catalog.",
        "expired" => "The access token has expired.",
        "nbf ahead" or "iat ahead" => "The access token is not valid yet by this service's clock: set it and the authority's by the same time.",
        _ => "The access token is not valid.",
    };

    private static Dictionary<string, Func<TestAuthority, string>> Cases()
    {
        var cases = new Dictionary<string, Func<TestAuthority, string>>(StringComparer.Ordinal);
        Signatures(cases);
        Headers(cases);
        Claims(cases);
        Encodings(cases);
        return cases;
    }

    private static void Signatures(Dictionary<string, Func<TestAuthority, string>> cases)
    {
        foreach (var none in (string[])["none", "None", "NONE", "nOnE"])
        {
            cases[$"alg {none}, no signature"] = a => Unsigned(a, none) + ".";
            cases[$"alg {none}, genuine signature"] = a => Good(a, header: new() { ["alg"] = none });
        }
        foreach (var hmac in (string[])["HS256", "HS384", "HS512"])
        {
            cases[$"{hmac} with the public key as secret"] = a => Hmac(a, hmac);
        }

        cases["changed payload"] = a => Swap(Good(a), 1, TestKey.Encode(With(a, claims => claims["domain"] = "orders").ToJsonString()));
        cases["changed header"] = a => Swap(Good(a), 0, TestKey.Encode(a.SigningKey.Header(new() { ["x"] = 1 }).ToJsonString()));
        cases["signature cut by a byte"] = a => SwapSignature(Good(a), s => s[..^1]);
        cases["signature longer by a byte"] = a => SwapSignature(Good(a), s => [.. s, 0]);
        cases["signature empty"] = a => SwapSignature(Good(a), _ => []);
        cases["signature of zeros"] = a => SwapSignature(Good(a), _ => new byte[64]);
        cases["r is zero"] = a => SwapSignature(Good(a), s => [.. new byte[32], .. s[32..]]);
        cases["s is zero"] = a => SwapSignature(Good(a), s => [.. s[..32], .. new byte[32]]);
        cases["signature in DER"] = a => SwapSignature(Good(a), (input, _) => a.SigningKey.SignDer(input));
        cases["signature with one bit turned"] = a => SwapSignature(Good(a), s => [(byte)(s[0] ^ 1), .. s[1..]]);
        cases["another key under the same kid"] = a => TestKey.Es256(a.SigningKey.Id).Sign(a.Claims("analyst", TestService.Audience));
        cases["another key under its own kid"] = a => TestKey.Es256().Sign(a.Claims("analyst", TestService.Audience));
        cases["another key, and expired, of another audience"] = a => TestKey.Es256(a.SigningKey.Id).Sign(With(a, claims => (claims["exp"], claims["aud"]) = (Now() - 61, "query")));
        cases["ES256 signed with a P-384 key"] = a => TestKey.Es384(a.SigningKey.Id).Sign(a.Claims("analyst", TestService.Audience), new() { ["alg"] = "ES256" });
        cases["ES384 with a P-384 key"] = a => TestKey.Es384(a.SigningKey.Id).Sign(a.Claims("analyst", TestService.Audience));
        cases["RS256 over an EC key's kid"] = a => TestKey.Rs256(id: a.SigningKey.Id).Sign(a.Claims("analyst", TestService.Audience));
        cases["PS256, which is not on the list"] = a => TestKey.Rs256(id: a.SigningKey.Id).Sign(a.Claims("analyst", TestService.Audience), new() { ["alg"] = "PS256" });
        cases["alg es256 in lower case"] = a => Good(a, header: new() { ["alg"] = "es256" });
        cases["alg missing"] = a => a.SigningKey.Sign("""{"typ":"at+jwt"}""", a.Claims("analyst", TestService.Audience).ToJsonString());
        cases["alg a number"] = a => Good(a, header: new() { ["alg"] = 256 });
    }

    private static void Headers(Dictionary<string, Func<TestAuthority, string>> cases)
    {
        foreach (var kid in (string[])["../../etc/passwd", "' OR 1=1 --", "other-issuers-key", "http://attacker.example/key", ""])
        {
            cases[$"kid {kid}"] = a => Good(a, header: new() { ["kid"] = kid });
        }

        cases["kid of 10 KB"] = a => Good(a, header: new() { ["kid"] = new string('k', 10_000) });
        cases["kid a number"] = a => Good(a, header: new() { ["kid"] = 1 });
        cases["kid null"] = a => Good(a, header: new() { ["kid"] = null });
        cases["embedded jwk"] = a =>
        {
            var mine = TestKey.Es256();
            return mine.Sign(a.Claims("analyst", TestService.Audience), new() { ["jwk"] = mine.PublicJwk() });
        };
        cases["jku to the attacker"] = a => TestKey.Es256().Sign(a.Claims("analyst", TestService.Audience), new() { ["jku"] = "http://127.0.0.1:1/jwks" });
        cases["crit with an unknown name"] = a => Good(a, header: new() { ["crit"] = new JsonArray("x"), ["x"] = 1 });
        cases["crit empty"] = a => Good(a, header: new() { ["crit"] = new JsonArray() });
        cases["crit b64"] = a => Good(a, header: new() { ["crit"] = new JsonArray("b64"), ["b64"] = false });
        cases["b64 false"] = a => Good(a, header: new() { ["b64"] = false });
        foreach (var type in (string[])["JWT", "logout+jwt", "secevent+jwt", "dpop+jwt", "", "at+jwt "])
        {
            cases[$"typ \"{type}\""] = a => Good(a, header: new() { ["typ"] = type });
        }

        cases["typ missing"] = a => a.SigningKey.Sign($$"""{"alg":"ES256","kid":"{{a.SigningKey.Id}}"}""", a.Claims("analyst", TestService.Audience).ToJsonString());
        cases["two alg members"] = a => a.SigningKey.Sign($$"""{"alg":"none","alg":"ES256","typ":"at+jwt","kid":"{{a.SigningKey.Id}}"}""", a.Claims("analyst", TestService.Audience).ToJsonString());
        cases["half of a surrogate pair as a header's member"] = a => a.SigningKey.Sign($$"""{"alg":"ES256","typ":"at+jwt","kid":"{{a.SigningKey.Id}}","\ud800":1}""", a.Claims("analyst", TestService.Audience).ToJsonString());
        cases["half of a surrogate pair as kid"] = a => a.SigningKey.Sign("""{"alg":"ES256","typ":"at+jwt","kid":"\ud800"}""", a.Claims("analyst", TestService.Audience).ToJsonString());
        cases["header with a comment"] = a => a.SigningKey.Sign($$"""{/**/"alg":"ES256","typ":"at+jwt","kid":"{{a.SigningKey.Id}}"}""", a.Claims("analyst", TestService.Audience).ToJsonString());
        cases["header with a trailing comma"] = a => a.SigningKey.Sign($$"""{"alg":"ES256","typ":"at+jwt","kid":"{{a.SigningKey.Id}}",}""", a.Claims("analyst", TestService.Audience).ToJsonString());
        cases["deep header"] = a => a.SigningKey.Sign($$"""{"alg":"ES256","typ":"at+jwt","kid":"{{a.SigningKey.Id}}","x":{{Deep(200)}}}""", a.Claims("analyst", TestService.Audience).ToJsonString());
        foreach (var text in NotObjects)
        {
            cases[$"header {text}"] = a => a.SigningKey.Sign(text, a.Claims("analyst", TestService.Audience).ToJsonString());
        }
    }

    private static void Claims(Dictionary<string, Func<TestAuthority, string>> cases)
    {
        Spoil(cases, "expired", (_, c) => c["exp"] = Now() - 61);
        Spoil(cases, "exp missing", (_, c) => c.Remove("exp"));
        Spoil(cases, "exp a string", (_, c) => c["exp"] = (Now() + 600).ToString());
        Spoil(cases, "exp null", (_, c) => c["exp"] = null);
        Spoil(cases, "exp negative", (_, c) => c["exp"] = -1);
        SpoilText(cases, "exp 1e400", text => System.Text.RegularExpressions.Regex.Replace(text, "\"exp\":\\d+", "\"exp\":1e400"));
        SpoilText(cases, "exp beyond the calendar", text => System.Text.RegularExpressions.Regex.Replace(text, "\"exp\":\\d+", "\"exp\":999999999999999"));
        SpoilText(cases, "two exp", text => text[..^1] + ",\"exp\":1}");
        SpoilText(cases, "two iss", text => "{\"iss\":\"http://attacker.example\"," + text[1..]);
        SpoilText(cases, "two sub, one escaped", text => text[..^1] + ",\"\\u0073ub\":\"orders-owner\"}");
        SpoilText(cases, "half of a surrogate pair as a claim", text => text[..^1] + ",\"\\ud800\":1}");
        SpoilText(cases, "half of a surrogate pair in a claim", text => text[..^1] + ",\"x\":\"\\ud800\"}");
        Spoil(cases, "nbf ahead", (_, c) => c["nbf"] = Now() + 120);
        Spoil(cases, "iat ahead", (_, c) => c["iat"] = Now() + 120);
        Spoil(cases, "aud another", (_, c) => c["aud"] = "query");
        Spoil(cases, "aud missing", (_, c) => c.Remove("aud"));
        Spoil(cases, "aud a part of ours", (_, c) => c["aud"] = "catalo");
        Spoil(cases, "aud longer than ours", (_, c) => c["aud"] = "catalog2");
        Spoil(cases, "aud in other case", (_, c) => c["aud"] = "Catalog");
        Spoil(cases, "aud comma list", (_, c) => c["aud"] = "catalog,query");
        Spoil(cases, "aud empty array", (_, c) => c["aud"] = new JsonArray());
        Spoil(cases, "aud array with an object", (_, c) => c["aud"] = new JsonArray("catalog", new JsonObject()));
        Spoil(cases, "aud array with a number", (_, c) => c["aud"] = new JsonArray("catalog", 1));
        Spoil(cases, "aud an object", (_, c) => c["aud"] = new JsonObject { ["catalog"] = true });
        Spoil(cases, "iss another", (_, c) => c["iss"] = "http://attacker.example");
        Spoil(cases, "iss with a trailing slash", (a, c) => c["iss"] = a.Issuer + "/");
        Spoil(cases, "iss in upper case", (a, c) => c["iss"] = a.Issuer.ToUpperInvariant());
        Spoil(cases, "iss missing", (_, c) => c.Remove("iss"));
        Spoil(cases, "sub missing", (_, c) => c.Remove("sub"));
        Spoil(cases, "sub empty", (_, c) => c["sub"] = "");
        Spoil(cases, "sub a number", (_, c) => c["sub"] = 1);
        Spoil(cases, "client_id missing", (_, c) => c.Remove("client_id"));
        Spoil(cases, "jti missing", (_, c) => c.Remove("jti"));
        Spoil(cases, "iat missing", (_, c) => c.Remove("iat"));
        Spoil(cases, "roles an object", (_, c) => c["roles"] = new JsonObject { ["owner"] = true });
        Spoil(cases, "roles with a number", (_, c) => c["roles"] = new JsonArray("analyst", 1));
        Spoil(cases, "domain an array", (_, c) => c["domain"] = new JsonArray("orders", "payments"));
        Spoil(cases, "bound to a proof of possession", (_, c) => c["cnf"] = new JsonObject { ["jkt"] = "x" });
        SpoilText(cases, "deep payload", text => text[..^1] + ",\"x\":" + Deep(200) + "}");
        foreach (var text in NotObjects)
        {
            SpoilText(cases, $"payload {text}", _ => text);
        }
    }

    private static void Encodings(Dictionary<string, Func<TestAuthority, string>> cases)
    {
        cases["one part"] = _ => "zyx"; // no digits of a trace id, in which it would be by chance
        cases["two parts"] = a => Good(a)[..Good(a).LastIndexOf('.')];
        cases["four parts"] = a => Good(a) + ".x";
        cases["five parts (JWE)"] = a => Good(a) + ".x.y";
        cases["garbage"] = _ => "a.b.c";
        cases["longer than 16 KiB"] = a => Good(a, claims => claims["x"] = new string('x', 16 * 1024));
        cases["signature padded"] = a => Good(a) + "==";
        cases["header padded"] = a => Swap(Good(a), 0, Good(a).Split('.')[0] + "=");
        cases["signature in base64"] = a => Swap(Good(a), 2, Convert.ToBase64String(SignatureOf(Good(a))));
        cases["last character not canonical"] = a => NotCanonical(Good(a));
        cases["space in a part"] = a => Good(a).Insert(10, " ");
        cases["tab in a part"] = a => Good(a).Insert(10, "\t");
        cases["trailing space and text"] = a => Good(a) + " x";
        cases["comma list of tokens"] = a => Good(a) + "," + Good(a);
        cases["invalid UTF-8 in the header"] = a => Raw(a, Encoding.Latin1.GetBytes($$"""{"alg":"ES256","typ":"at+jwt","kid":"{{a.SigningKey.Id}}","x":"ÿ"}"""), Encoding.UTF8.GetBytes(a.Claims("analyst", TestService.Audience).ToJsonString()));
        cases["invalid UTF-8 in the payload"] = a => Raw(a, Encoding.UTF8.GetBytes(a.SigningKey.Header().ToJsonString()), Encoding.Latin1.GetBytes(a.Claims("analyst", TestService.Audience).ToJsonString()[..^1] + ",\"x\":\"ÿ\"}"));
    }

    private static long Now() => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    private static string Deep(int depth) => new string('[', depth) + new string(']', depth);

    private static void Spoil(Dictionary<string, Func<TestAuthority, string>> cases, string name, Action<TestAuthority, JsonObject> spoil) =>
        cases[name] = a => a.SigningKey.Sign(With(a, claims => spoil(a, claims)));

    private static void SpoilText(Dictionary<string, Func<TestAuthority, string>> cases, string name, Func<string, string> spoil) =>
        cases[name] = a => a.SigningKey.Sign(a.SigningKey.Header().ToJsonString(), spoil(a.Claims("analyst", TestService.Audience).ToJsonString()));

    private static JsonObject With(TestAuthority authority, Action<JsonObject> change)
    {
        var claims = authority.Claims("analyst", TestService.Audience, "analytics", ["analyst"]);
        change(claims);
        return claims;
    }

    private static string Good(TestAuthority authority, Action<JsonObject>? change = null, JsonObject? header = null) =>
        authority.SigningKey.Sign(With(authority, change ?? (_ => { })), header);

    private static string Unsigned(TestAuthority authority, string algorithm) =>
        TestKey.Encode($$"""{"alg":"{{algorithm}}","typ":"at+jwt"}""") + "." + TestKey.Encode(authority.Claims("analyst", TestService.Audience).ToJsonString());

    private static string Hmac(TestAuthority authority, string algorithm)
    {
        var input = TestKey.Encode(authority.SigningKey.Header(new() { ["alg"] = algorithm }).ToJsonString()) + "." + TestKey.Encode(authority.Claims("analyst", TestService.Audience).ToJsonString());
        var secret = Encoding.ASCII.GetBytes(authority.SigningKey.PublicPem());
        var bytes = Encoding.ASCII.GetBytes(input);
        return input + "." + TestKey.Encode(algorithm switch
        {
            "HS256" => HMACSHA256.HashData(secret, bytes),
            "HS384" => HMACSHA384.HashData(secret, bytes),
            _ => HMACSHA512.HashData(secret, bytes),
        });
    }

    private static string Raw(TestAuthority authority, byte[] header, byte[] payload)
    {
        var input = TestKey.Encode(header) + "." + TestKey.Encode(payload);
        return input + "." + TestKey.Encode(authority.SigningKey.SignBytes(Encoding.ASCII.GetBytes(input)));
    }

    private static string Swap(string token, int part, string replacement)
    {
        var parts = token.Split('.');
        parts[part] = replacement;
        return string.Join('.', parts);
    }

    private static string SwapSignature(string token, Func<byte[], byte[]> change) => SwapSignature(token, (_, signature) => change(signature));

    private static string SwapSignature(string token, Func<byte[], byte[], byte[]> change) =>
        Swap(token, 2, TestKey.Encode(change(Encoding.ASCII.GetBytes(token[..token.LastIndexOf('.')]), SignatureOf(token))));

    private static byte[] SignatureOf(string token) => System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[2]);

    /// <summary>64 bytes end in a character of which only two bits count: another with the same two bits decodes the same elsewhere.</summary>
    private static string NotCanonical(string token)
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        return token[..^1] + Alphabet[Alphabet.IndexOf(token[^1], StringComparison.Ordinal) + 1];
    }
}
