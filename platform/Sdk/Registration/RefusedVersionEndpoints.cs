using MeshStarter.Contracts.Registration;
using MeshStarter.Platform.Enforcement.Bundles;
using MeshStarter.Policy.Decisions;
using MeshStarter.Sdk.Products;
using MeshStarter.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MeshStarter.Sdk.Registration;

/// <summary>Serves the domain's versions that the catalog refused: the fact to all who may discover a product, the reason to those who may operate it.</summary>
internal static class RefusedVersionEndpoints
{
    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/refused-versions", List)
        .WithName("RefusedVersions").WithSummary("Versions of this domain's products that the catalog refused; with the reasons for those who may operate them").WithTags("products");

    private static Ok<ItemList<RefusedVersion>> List(HttpContext http, RegisteredProducts registered, OwnProducts products, PolicyBundleClient policy)
    {
        var (principal, bundle) = (http.User.ToPrincipal(), policy.Current);
        bool May(PolicyAction action, RefusedVersion refused) => products.All.Any(own => own.Name == refused.Product && own.Descriptor.Version == refused.Version
            && PolicyEngine.Decide(bundle, principal, action, registered.ResourceOf(own)).Permit);
        return TypedResults.Ok(new ItemList<RefusedVersion>([.. registered.Refused.Where(refused => May(PolicyAction.Discover, refused))
            .Select(refused => May(PolicyAction.Operate, refused) ? refused : refused with { Reason = null })]));
    }
}
