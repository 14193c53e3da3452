using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MeshStarter.Contracts.Json;
using Microsoft.AspNetCore.DataProtection;

namespace MeshStarter.Portal.SignIn.Oidc;

/// <summary>A sign-in that a browser began, in an encrypted cookie of its own until the provider's answer comes.</summary>
/// <param name="State">Ties the answer to this browser.</param>
/// <param name="Nonce">Ties the ID token to this sign-in.</param>
/// <param name="Verifier">Ties the code to this sign-in (PKCE).</param>
/// <param name="RedirectUri">The portal's address for the answer.</param>
/// <param name="Return">The page that the user wanted to see.</param>
/// <param name="BeganAt">The time at which it began.</param>
internal sealed record SignInAttempt(string State, string Nonce, string Verifier, string RedirectUri, string Return, DateTimeOffset BeganAt)
{
    private static readonly TimeSpan LongestAge = TimeSpan.FromMinutes(10);

    /// <summary>Begins a sign-in.</summary>
    public static SignInAttempt Begin(string redirectUri, string address, DateTimeOffset now) => new(Random(), Random(), Random(), redirectUri, address, now);

    /// <summary>The hash of the verifier, which the provider gets first.</summary>
    public string Challenge => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

    /// <summary>Stores it in the browser.</summary>
    public void Store(HttpContext http, IDataProtectionProvider protection, string cookie) => http.Response.Cookies.Append(
        Name(cookie, State), Base64Url.EncodeToString(Protector(protection).Protect(JsonSerializer.SerializeToUtf8Bytes(this, MeshJson.Options))), Options());

    /// <summary>Takes the sign-in of an answer out of the browser: an answer is used once. Null where this browser began none, or it is too old.</summary>
    public static SignInAttempt? Take(HttpContext http, IDataProtectionProvider protection, string cookie, string state, DateTimeOffset now)
    {
        var name = Name(cookie, state);
        if (http.Request.Cookies[name] is not { } text)
        {
            return null;
        }

        http.Response.Cookies.Delete(name, Options());
        try
        {
            var attempt = JsonSerializer.Deserialize<SignInAttempt>(Protector(protection).Unprotect(Base64Url.DecodeFromChars(text)), MeshJson.Options);
            return attempt is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(attempt.State), Encoding.UTF8.GetBytes(state)) && now - attempt.BeganAt < LongestAge ? attempt : null;
        }
        catch (Exception unreadable) when (unreadable is FormatException or CryptographicException or JsonException)
        {
            return null;
        }
    }

    // The answer comes by a link of another site, so not "strict". Several sign-ins of a browser have a cookie each.
    private static CookieOptions Options() => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        MaxAge = LongestAge,
        Path = OidcEndpoints.Callback,
        IsEssential = true,
    };

    private static IDataProtector Protector(IDataProtectionProvider protection) => protection.CreateProtector("MeshStarter.Portal.SignIn");

    private static string Name(string cookie, string state) => $"{cookie}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(state)))[..16]}";

    private static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
}
