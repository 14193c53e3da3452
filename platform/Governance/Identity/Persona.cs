using MeshStarter.ServiceDefaults.Identity;

namespace MeshStarter.Governance.Identity;

/// <summary>Somebody a developer can be. A persona's <c>sub</c> is its name.</summary>
internal sealed record Persona(string Name, string Domain, IReadOnlyList<string> Roles, IReadOnlyList<string> Purposes)
{
    /// <summary>All of them, in the order they are offered.</summary>
    public static IReadOnlyList<Persona> All { get; } =
    [
        new("analyst", "analytics", [MeshRoles.Analyst], ["analytics"]),
        Owner("orders"),
        Owner("payments"),
        Owner("inventory"),
        new("auditor", "governance", [MeshRoles.Auditor], []),
        new("platform-admin", "platform", [MeshRoles.PlatformAdmin], []),
    ];

    /// <summary>The persona of that name, or null.</summary>
    public static Persona? Find(string? name) => All.FirstOrDefault(persona => string.Equals(persona.Name, name, StringComparison.Ordinal));

    private static Persona Owner(string domain) => new(domain + "-owner", domain, [MeshRoles.Owner], []);
}
