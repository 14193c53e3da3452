using System.Text.Json;

namespace MeshStarter.ServiceDefaults.Identity.Tokens;

/// <summary>
/// Evidence in a token about whom it was issued to: an application for itself (client credentials, a managed identity), or a person by an application.
/// The claim of the client (<c>azp</c>, <c>appid</c>, <c>client_id</c>) is in both, so it alone makes no service.
/// </summary>
/// <param name="IsApplication">Claims that only an application's own token has.</param>
/// <param name="IsPerson">Claims that only a person's token has.</param>
internal readonly record struct TokenParty(bool IsApplication, bool IsPerson)
{
    private const string ApplicationType = "app";
    private const string KeycloakPrefix = "service-account-";

    /// <summary>The claims of the client that requested a token, in the forms of providers.</summary>
    public static readonly IReadOnlyList<string> OfClients = ["azp", "appid", MeshClaims.ClientId, "cid"];

    // Of a sign-in: an application that requests a token for itself has none.
    private static readonly string[] OfSignIns = ["sid", "auth_time", "amr", "upn", "unique_name"];

    private static readonly string[] ScopesOfSignIns = ["openid", "offline_access"];

    /// <summary>Reads the claims of a token.</summary>
    public static TokenParty Of(JsonElement payload)
    {
        var (subject, id, type) = (payload.StringOrNull(MeshClaims.Subject), payload.StringOrNull("oid"), payload.StringOrNull("idtyp"));
        // Entra: the object id of an application is its subject, and it has no delegated scope.
        var hasDelegation = id is not null && payload.TryGetProperty("scp", out _);
        var client = OfClients.Select(claim => payload.StringOrNull(claim)).FirstOrDefault(named => named is not null);
        var isOwn = id is not null ? id == subject && !hasDelegation
            // RFC 9068, and Keycloak, whose service accounts are users with a name of that form. A person who took such a name has a session, too.
            : client is not null && (subject == client || string.Equals(payload.StringOrNull("preferred_username"), KeycloakPrefix + client, StringComparison.OrdinalIgnoreCase));
        return new TokenParty(
            type == ApplicationType || isOwn,
            (type is not null && type != ApplicationType) || hasDelegation || (id is not null && id != subject) || HasSignIn(payload));
    }

    private static bool HasSignIn(JsonElement payload) => OfSignIns.Any(claim => payload.TryGetProperty(claim, out _))
        || (payload.StringOrNull("scope") is { } scope && scope.Split(' ').Intersect(ScopesOfSignIns, StringComparer.Ordinal).Any());
}
