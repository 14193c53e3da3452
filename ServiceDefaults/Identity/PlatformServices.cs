using MeshStarter.Policy.Decisions;

namespace MeshStarter.ServiceDefaults.Identity;

/// <summary>The services of the platform, which have no domain.</summary>
public static class PlatformServices
{
    /// <summary>The name of the mesh's own process, which starts the others.</summary>
    public const string AppHost = "apphost";

    /// <summary>The name of the catalog.</summary>
    public const string Catalog = "catalog";

    /// <summary>The name of governance.</summary>
    public const string Governance = "governance";

    /// <summary>The name of the portal.</summary>
    public const string Portal = "portal";

    /// <summary>The name of the query proxy.</summary>
    public const string Query = "query";

    /// <summary>Their names. A person's token never has one of them as its subject.</summary>
    public static readonly IReadOnlyList<string> Names = [AppHost, Catalog, Governance, Portal, Query];

    /// <summary>Returns whether a caller is one of them. Other services without a domain are not.</summary>
    public static bool Include(Principal caller) => Names.Any(name => Is(caller, name));

    /// <summary>Returns whether a caller is a certain one of them.</summary>
    public static bool Is(Principal caller, string name)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return caller.Domain is null && caller.Subject == name && caller.Roles.Contains(MeshRoles.Service, StringComparer.Ordinal);
    }
}
