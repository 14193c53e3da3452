namespace MeshStarter.ServiceDefaults.Identity;

/// <summary>Names of the authentication that <c>AddServiceDefaults</c> sets up.</summary>
public static class MeshBearerDefaults
{
    /// <summary>The scheme; the default one unless the service sets another.</summary>
    public const string AuthenticationScheme = "Bearer";
}
