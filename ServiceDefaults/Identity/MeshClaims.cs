namespace MeshStarter.ServiceDefaults.Identity;

/// <summary>The names of a token's claims, as on the wire; nothing renames them.</summary>
public static class MeshClaims
{
    /// <summary>The subject: a persona, a user id of the identity provider, or a client id.</summary>
    public const string Subject = "sub";

    /// <summary>The issuer's URL.</summary>
    public const string Issuer = "iss";

    /// <summary>The client that requested the token.</summary>
    public const string ClientId = "client_id";

    /// <summary>The domain the subject belongs to; absent for platform services.</summary>
    public const string Domain = "domain";

    /// <summary>Roles, one claim each.</summary>
    public const string Roles = "roles";

    /// <summary>Purposes of use, one claim each.</summary>
    public const string Purpose = "purpose";

    /// <summary>The token's own id.</summary>
    public const string TokenId = "jti";
}
