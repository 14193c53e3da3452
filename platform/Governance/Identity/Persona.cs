using MeshStarter.ServiceDefaults.Identity;

namespace MeshStarter.Governance.Identity;

/// <summary>A person that a developer can sign in as. A persona's <c>sub</c> is its name.</summary>
/// <param name="Name">The name that a token is requested by.</param>
/// <param name="About">A suggestion of what to try as this persona.</param>
/// <param name="Domain">The domain it belongs to.</param>
/// <param name="Roles">The persona's roles in its domain.</param>
/// <param name="Purposes">The purposes of its reads.</param>
internal sealed record Persona(string Name, string About, string Domain, IReadOnlyList<string> Roles, IReadOnlyList<string> Purposes)
{
    /// <summary>The persona that owns a domain's products.</summary>
    public static Persona Owner(string domain) =>
        new($"{domain}-owner", $"owns the products of {domain} and sees them whole", domain, [MeshRoles.Owner], []);

    /// <summary>The persona that votes about the rules for a domain.</summary>
    public static Persona Representative(string domain) =>
        new($"{domain}-representative", $"votes about the rules for {domain}", domain, [MeshRoles.Representative], []);
}
