using MeshStarter.ServiceDefaults.Identity;

namespace MeshStarter.Governance.Identity;

/// <summary>The subject of a token.</summary>
internal sealed record TokenSubject(string Name, string ClientId, string? Domain, IReadOnlyList<string> Roles, IReadOnlyList<string> Purposes)
{
    // The client on whose behalf personas get their tokens.
    private const string DeveloperClient = "developer";

    public static TokenSubject Of(Persona persona) => new(persona.Name, DeveloperClient, persona.Domain, persona.Roles, persona.Purposes);

    public static TokenSubject OfService(string clientId, string? domain) => new(clientId, clientId, domain, [MeshRoles.Service], []);
}
