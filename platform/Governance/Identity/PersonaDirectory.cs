using MeshStarter.ServiceDefaults.Identity;
using Microsoft.Extensions.Options;

namespace MeshStarter.Governance.Identity;

/// <summary>The personas of a mesh: ten that every mesh has, and an owner and a representative for each further domain with a service here.</summary>
internal sealed class PersonaDirectory(IOptions<IssuerOptions> options)
{
    private static readonly string[] SampleDomains = ["orders", "payments", "inventory"];

    /// <summary>All of them, in the order in which they are listed.</summary>
    public IReadOnlyList<Persona> All { get; } =
    [
        new("analyst", "reads across domains; personal data is masked", "analytics", [MeshRoles.Analyst], ["analytics"]),
        .. SampleDomains.Select(Persona.Owner),
        .. options.Value.Clients.Values.Select(client => client.Domain).OfType<string>().Except(SampleDomains, StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(Persona.Owner),
        .. SampleDomains.Concat(options.Value.Clients.Values.Select(client => client.Domain).OfType<string>().Except(SampleDomains, StringComparer.Ordinal).Order(StringComparer.Ordinal)).Select(Persona.Representative),
        new("auditor", "reads what was decided", "governance", [MeshRoles.Auditor], []),
        new("security", "decides about personal data together with its owners, and votes about the rules", "governance", [MeshRoles.Security], []),
        new("platform-admin", "runs the platform, and votes about the rules; personal data is masked", "platform", [MeshRoles.PlatformAdmin], []),
    ];

    /// <summary>The persona of that name, or null.</summary>
    public Persona? Find(string? name) => All.FirstOrDefault(persona => string.Equals(persona.Name, name, StringComparison.Ordinal));
}
