using MeshStarter.Portal.Querying;

namespace MeshStarter.Portal.SignIn;

/// <summary>Queries the development issuer for its personas: every domain of the mesh has an owner there.</summary>
internal sealed class Personas(DevelopmentIssuer issuer)
{
    /// <summary>Gets all personas, in the order of the sign-in page.</summary>
    /// <exception cref="ServiceUnavailableException">The issuer does not answer.</exception>
    public async Task<IReadOnlyList<Persona>> ListAsync(CancellationToken cancellationToken) =>
        (await issuer.AskAsync<PersonaPage>(HttpMethod.Get, "personas", content: null, cancellationToken)).Items;

    private sealed record PersonaPage(IReadOnlyList<Persona> Items);
}
