using MeshStarter.Contracts;
using MeshStarter.Contracts.Discovery;
using MeshStarter.ServiceDefaults.Identity;
using MeshStarter.ServiceDefaults.Identity.Provider;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace MeshStarter.ServiceDefaults.Discovery;

/// <summary>Answers <c>GET /.well-known/mesh</c>, by which clients that know one address find the others, and where one signs in.</summary>
public static class MeshDocumentEndpoint
{
    /// <summary>Maps the document; who asks for it is not signed in yet.</summary>
    /// <param name="routes">The service's routes.</param>
    /// <param name="find">The addresses of the mesh, given the service's own as the request reached it; null where the service does not know them, which is a 404.</param>
    public static void MapMeshDocument(this IEndpointRouteBuilder routes, Func<string, MeshPlaces?> find) => routes.MapGet(
        "/" + MeshDocument.Path,
        (HttpRequest request, IConfiguration configuration, IOptions<IdentityOptions> identity, ProviderAudiences audiences) => find($"{request.Scheme}://{request.Host}{request.PathBase}") is { } places
            ? Results.Ok(new MeshDocument(places.Catalog, places.Governance, places.Query, places.Portal, Given(identity.Value.Authority), Given(configuration["Mesh:SignIn:CommandLineClientId"]), MeshDocument.OwnVersion, SignIn(configuration, identity.Value, audiences)))
            : Results.Problem("This service does not know at which addresses clients reach the mesh. Set Mesh:Query:PublicUrl, or ask the query proxy.", statusCode: StatusCodes.Status404NotFound, title: "Not found", type: ProblemTypes.NotFound))
        .AllowAnonymous().WithTags("mesh").WithSummary("The addresses of the mesh, and where one signs in").Produces<MeshDocument>().ProducesProblem(StatusCodes.Status404NotFound);

    // Null where the services have none of the settings.
    private static MeshSignIn? SignIn(IConfiguration configuration, IdentityOptions identity, ProviderAudiences audiences)
    {
        var settings = audiences.Describe(new MeshSignIn
        {
            Scope = Given(configuration["Mesh:SignIn:Scope"]),
            AudienceScope = Given(configuration["Mesh:SignIn:AudienceScope"]),
            TokenScope = Given(identity.TokenScope),
            SharedAudience = Given(identity.SharedAudience),
        });
        return settings == new MeshSignIn() ? null : settings;
    }

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
