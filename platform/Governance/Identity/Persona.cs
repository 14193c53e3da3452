using MeshStarter.ServiceDefaults.Identity;

namespace MeshStarter.Governance.Identity;

/// <summary>Somebody a developer can be. A persona's <c>sub</c> is its name.</summary>
/// <param name="Name">The name that a token is asked by.</param>
/// <param name="About">What to try as this persona.</param>
/// <param name="Domain">The domain it belongs to.</param>
/// <param name="Roles">What it may do there.</param>
/// <param name="Purposes">What it reads for.</param>
internal sealed record Persona(string Name, string About, string Domain, IReadOnlyList<string> Roles, IReadOnlyList<string> Purposes)
{
    /// <summary>Who answers for a domain's products.</summary>
    public static Persona Owner(string domain) =>
        new($"{domain}-owner", $"owns the products of {domain} and sees them whole", domain, [MeshRoles.Owner], []);
}
