using System.Security.Claims;
using MeshStarter.ServiceDefaults.Identity;

namespace MeshStarter.Portal.Policies;

/// <summary>Decides which actions a page about the rules shows to the reader. Governance decides about each request itself.</summary>
internal static class PolicyReader
{
    /// <summary>Returns whether the reader tightens: as an owner for products of its domain, in the security seat for all.</summary>
    public static bool MayTighten(this ClaimsPrincipal reader) => reader.MayAskToDeclassify() || reader.IsSecurity();

    /// <summary>Returns whether the reader asks to declassify products of its domain.</summary>
    public static bool MayAskToDeclassify(this ClaimsPrincipal reader) => reader.HasClaim(MeshClaims.Roles, MeshRoles.Owner);

    /// <summary>Returns whether the reader has the security seat.</summary>
    public static bool IsSecurity(this ClaimsPrincipal reader) => reader.HasClaim(MeshClaims.Roles, MeshRoles.Security);
}
