using MeshStarter.Contracts;
using MeshStarter.ServiceDefaults.Outgoing;

namespace MeshStarter.Portal.SignIn;

/// <summary>Asks the development issuer whom it knows: every domain of the mesh has an owner there.</summary>
internal sealed class Personas(HttpClient http, ServiceDirectory services)
{
    /// <summary>All of them, in the order they are offered.</summary>
    /// <exception cref="HttpRequestException">The issuer does not answer.</exception>
    public async Task<IReadOnlyList<Persona>> ListAsync(CancellationToken cancellationToken)
    {
        var page = await http.GetFromJsonAsync<PersonaPage>(new Uri(services.Find("governance"), "dev/personas"), MeshJson.Options, cancellationToken);
        return page!.Items;
    }

    private sealed record PersonaPage(IReadOnlyList<Persona> Items);
}
