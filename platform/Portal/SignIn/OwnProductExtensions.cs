using System.Security.Claims;
using MeshStarter.Contracts.Products;
using MeshStarter.ServiceDefaults.Identity;

namespace MeshStarter.Portal.SignIn;

/// <summary>Determines the products of a persona.</summary>
internal static class OwnProductExtensions
{
    /// <summary>Returns whether a page shows the reader the functions of a product's owners. The domain's own service authorizes them.</summary>
    public static bool Owns(this ClaimsPrincipal reader, DataProductId product) =>
        reader.HasClaim(MeshClaims.Domain, product.Domain) && reader.HasClaim(MeshClaims.Roles, MeshRoles.Owner);

    /// <summary>Returns whether a page leads the reader to who has access to a product. Governance decides whether it shows it.</summary>
    public static bool Oversees(this ClaimsPrincipal reader, DataProductId product) =>
        reader.HasClaim(MeshClaims.Domain, product.Domain) || reader.HasClaim(MeshClaims.Roles, MeshRoles.Security) || reader.HasClaim(MeshClaims.Roles, MeshRoles.Auditor);
}
