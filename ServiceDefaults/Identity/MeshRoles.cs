namespace MeshStarter.ServiceDefaults.Identity;

/// <summary>The roles a token can carry.</summary>
public static class MeshRoles
{
    /// <summary>A service of the mesh, by client credentials.</summary>
    public const string Service = "service";

    /// <summary>Owns the products of the token's domain.</summary>
    public const string Owner = "owner";

    /// <summary>Reads products for analytics.</summary>
    public const string Analyst = "analyst";

    /// <summary>Reads the audit trail.</summary>
    public const string Auditor = "auditor";

    /// <summary>Decides about personal data alongside its owners, and suspends principals.</summary>
    public const string Security = "security";

    /// <summary>Votes about the rules for the token's domain.</summary>
    public const string Representative = "representative";

    /// <summary>Operates the platform.</summary>
    public const string PlatformAdmin = "platform-admin";
}
