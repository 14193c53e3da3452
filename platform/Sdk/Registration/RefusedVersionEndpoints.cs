using MeshStarter.Contracts;
using MeshStarter.Policy;
using MeshStarter.Sdk.Access;
using MeshStarter.Sdk.Products;
using MeshStarter.ServiceDefaults.Governance;
using MeshStarter.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MeshStarter.Sdk.Registration;

/// <summary>Serves the domain's versions that the catalog refused: the fact to every reader of a product, the reason to the domain itself.</summary>
internal static class RefusedVersionEndpoints
{
    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/refused-versions", List)
        .WithName("RefusedVersions").WithSummary("Versions of this domain's products that the catalog refused; with the reasons for the domain's own people").WithTags("products");

    private static Ok<ItemList<RefusedVersion>> List(HttpContext http, RegisteredProducts registered, OwnProducts products, OwnDomain domain, PolicyBundleClient policy)
    {
        if (domain.IsOwn(http.User))
        {
            return TypedResults.Ok(new ItemList<RefusedVersion>(registered.Refused));
        }

        var (principal, bundle) = (http.User.ToPrincipal(), policy.Current);
        bool MayDiscover(RefusedVersion refused) => products.All.Any(own => own.Name == refused.Product && own.Descriptor.Version == refused.Version
            && PolicyEngine.Decide(bundle, principal, PolicyAction.Discover, PolicyResource.FromDescriptor(own.Descriptor)).Permit);
        return TypedResults.Ok(new ItemList<RefusedVersion>([.. registered.Refused.Where(MayDiscover).Select(refused => refused with { Reason = null })]));
    }
}
