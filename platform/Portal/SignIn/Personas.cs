using MeshStarter.Portal.Querying;

namespace MeshStarter.Portal.SignIn;

/// <summary>Asks the development issuer whom it knows: every domain of the mesh has an owner there.</summary>
internal sealed class Personas(DevelopmentIssuer issuer)
{
    /// <summary>All of them, in the order they are offered.</summary>
    /// <exception cref="ServiceTimeoutException">The issuer does not answer.</exception>
    public async Task<IReadOnlyList<Persona>> ListAsync(CancellationToken cancellationToken) =>
        (await issuer.AskAsync<PersonaPage>(HttpMethod.Get, "personas", content: null, cancellationToken)).Items;

    private sealed record PersonaPage(IReadOnlyList<Persona> Items);
}
