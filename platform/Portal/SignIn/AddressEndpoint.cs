using MeshStarter.ServiceDefaults.Discovery;
using MeshStarter.ServiceDefaults.Outgoing;
using Microsoft.Extensions.Options;

namespace MeshStarter.Portal.SignIn;

/// <summary>Answers with the addresses of the mesh, for clients that know the portal's alone.</summary>
internal static class AddressEndpoint
{
    /// <summary>Maps the document of the mesh's addresses. Outside Development those of the services are the mesh's own, and only the public one is named.</summary>
    public static void MapAddresses(this WebApplication app)
    {
        var query = app.Configuration["Mesh:Query:PublicUrl"];
        var portal = app.Services.GetRequiredService<IOptions<SignInOptions>>().Value.PublicUrl?.TrimEnd('/');
        var services = app.Services.GetRequiredService<ServiceDirectory>();
        app.MapMeshDocument(requested =>
            !string.IsNullOrEmpty(query) ? MeshPlaces.Below(query, Own(requested))
            : app.Environment.IsDevelopment() ? new MeshPlaces(Find("catalog"), Find("governance"), Find("query"), Own(requested))
            : null);

        string Own(string requested) => string.IsNullOrEmpty(portal) ? requested : portal;

        string Find(string service) => services.Find(service).AbsoluteUri.TrimEnd('/');
    }
}
