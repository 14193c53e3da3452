using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace MeshStarter.TestKit.Providers;

/// <summary>The form of a provider's tokens, as its pages document it: the claims of an application's own token, of a person's, and of an ID token.</summary>
public abstract class ProviderForm
{
    private const string Tenant = "b1d2c3e4-0f5a-4c6b-8d7e-9f0a1b2c3d4e";

    /// <summary>Microsoft Entra ID, for an API of access token version 2.</summary>
    public static ProviderForm EntraV2 { get; } = new Entra("2.0", "azp");

    /// <summary>Microsoft Entra ID, for an API of access token version 1.</summary>
    public static ProviderForm EntraV1 { get; } = new Entra("1.0", "appid");

    /// <summary>Keycloak 26.</summary>
    public static ProviderForm Keycloak { get; } = new KeycloakForm();

    /// <summary>The claims of an application's own token.</summary>
    public abstract JsonObject OfService(ProviderClient client, string audience);

    /// <summary>The claims of a person's access token.</summary>
    public abstract JsonObject OfPerson(ProviderUser user, ProviderClient client, string audience, string scope);

    /// <summary>The claims of a person's ID token.</summary>
    public abstract JsonObject OfSignIn(ProviderUser user, ProviderClient client, string? nonce);

    /// <summary>The issuer that access tokens name, at an authority.</summary>
    public abstract string IssuerAt(string authority);

    private static JsonObject With(JsonObject claims, string name, IReadOnlyList<string> values)
    {
        if (values.Count > 0)
        {
            claims[name] = new JsonArray([.. values.Select(value => JsonValue.Create(value))]);
        }

        return claims;
    }

    // A subject of Entra differs by application; that of an application is its object id.
    private sealed class Entra(string version, string clientClaim) : ProviderForm
    {
        private const string SecretCredential = "1";

        public override string IssuerAt(string authority) => version == "1.0" ? $"https://sts.windows.net/{Tenant}/" : authority;

        public override JsonObject OfService(ProviderClient client, string audience) => Common(new()
        {
            ["aud"] = audience,
            [clientClaim] = client.Id,
            [clientClaim + "acr"] = SecretCredential,
            ["oid"] = client.ObjectId,
            ["sub"] = client.ObjectId,
        });

        public override JsonObject OfPerson(ProviderUser user, ProviderClient client, string audience, string scope) => With(With(Common(new()
        {
            ["aud"] = audience,
            [clientClaim] = client.Id,
            [clientClaim + "acr"] = SecretCredential,
            ["name"] = user.Name,
            ["oid"] = user.Id,
            [version == "1.0" ? "unique_name" : "preferred_username"] = $"{user.Name}@example.com",
            ["scp"] = "access",
            ["sub"] = Pairwise(user, audience),
        }), "roles", user.Roles), "groups", user.Groups);

        public override JsonObject OfSignIn(ProviderUser user, ProviderClient client, string? nonce) => With(With(Common(new()
        {
            ["aud"] = client.Id,
            ["name"] = user.Name,
            ["nonce"] = nonce,
            ["oid"] = user.Id,
            ["sub"] = Pairwise(user, client.Id),
        }), "roles", user.Roles), "groups", user.Groups);

        private JsonObject Common(JsonObject claims)
        {
            (claims["tid"], claims["ver"], claims["uti"], claims["rh"]) = (Tenant, version, RandomNumberGenerator.GetHexString(22), "0.A");
            return claims;
        }

        private static string Pairwise(ProviderUser user, string audience) => TestKey.Encode(SHA256.HashData(Encoding.UTF8.GetBytes(user.Id + audience)));
    }

    private sealed class KeycloakForm : ProviderForm
    {
        public override string IssuerAt(string authority) => authority;

        public override JsonObject OfService(ProviderClient client, string audience) => new()
        {
            ["jti"] = Guid.NewGuid().ToString(),
            ["aud"] = audience,
            ["sub"] = client.ObjectId,
            ["typ"] = "Bearer",
            ["azp"] = client.Id,
            ["acr"] = "1",
            ["scope"] = $"aud-{audience}",
            ["preferred_username"] = $"service-account-{client.Id}",
        };

        public override JsonObject OfPerson(ProviderUser user, ProviderClient client, string audience, string scope) => With(With(new()
        {
            ["jti"] = Guid.NewGuid().ToString(),
            ["aud"] = audience,
            ["sub"] = user.Id,
            ["typ"] = "Bearer",
            ["azp"] = client.Id,
            ["sid"] = Guid.NewGuid().ToString(),
            ["scope"] = scope,
            ["preferred_username"] = user.Name,
        }, "roles", user.Roles), "groups", user.Groups);

        public override JsonObject OfSignIn(ProviderUser user, ProviderClient client, string? nonce) => With(With(new()
        {
            ["jti"] = Guid.NewGuid().ToString(),
            ["aud"] = client.Id,
            ["sub"] = user.Id,
            ["typ"] = "ID",
            ["azp"] = client.Id,
            ["sid"] = Guid.NewGuid().ToString(),
            ["nonce"] = nonce,
            ["preferred_username"] = user.Name,
        }, "roles", user.Roles), "groups", user.Groups);
    }
}
