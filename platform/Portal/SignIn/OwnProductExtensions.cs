using System.Security.Claims;
using MeshStarter.Contracts;
using MeshStarter.ServiceDefaults.Identity;

namespace MeshStarter.Portal.SignIn;

/// <summary>Whose products are whose.</summary>
internal static class OwnProductExtensions
{
    /// <summary>Whether a page offers the reader what is for a product's owners. What they get, the domain's own service decides.</summary>
    public static bool Owns(this ClaimsPrincipal reader, DataProductId product) =>
        reader.HasClaim(MeshClaims.Domain, product.Domain) && reader.HasClaim(MeshClaims.Roles, MeshRoles.Owner);
}
