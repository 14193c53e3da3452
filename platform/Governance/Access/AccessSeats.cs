using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Products;
using MeshStarter.Policy.Decisions;
using MeshStarter.ServiceDefaults.Identity;

namespace MeshStarter.Governance.Access;

/// <summary>Decides who has a seat in decisions about access: people, never services, and never about a request of their own.</summary>
internal static class AccessSeats
{
    /// <summary>The seats that a caller holds about a product.</summary>
    public static IReadOnlyList<AccessSeat> Of(Principal caller, DataProductId product) =>
    [
        .. IsOwner(caller, product) ? [AccessSeat.Owner] : (AccessSeat[])[],
        .. IsSecurity(caller) ? [AccessSeat.Security] : (AccessSeat[])[],
    ];

    /// <summary>The seat in which a caller decides next about a request; null where it has none to decide in.</summary>
    public static AccessSeat? Next(Principal caller, AccessRequest request) =>
        request.State != AccessState.Requested || IsOwn(caller, request.Principal, request.IsService) || request.Decisions.Any(decision => decision.By == caller.Subject)
            ? null
            : Of(caller, request.Product).Where(seat => seat == AccessSeat.Owner || request.NeedsSecurity)
                .Where(seat => request.Decisions.All(decision => decision.Seat != seat)).Select(seat => (AccessSeat?)seat).FirstOrDefault();

    /// <summary>Whether a request or grant is the caller's own: a person and a service of the same name are two.</summary>
    public static bool IsOwn(Principal caller, string principal, bool isService) => principal == caller.Subject && isService == IsService(caller);

    public static bool IsOwner(Principal caller, DataProductId product) =>
        IsPerson(caller) && caller.Domain == product.Domain && caller.Roles.Contains(MeshRoles.Owner, StringComparer.Ordinal);

    public static bool IsSecurity(Principal caller) => IsPerson(caller) && caller.Roles.Contains(MeshRoles.Security, StringComparer.Ordinal);

    public static bool IsService(Principal caller) => caller.Roles.Contains(MeshRoles.Service, StringComparer.Ordinal);

    /// <summary>Whether the caller decides by rules and grants: a service of the platform or of a domain.</summary>
    public static bool IsEnforcementPoint(Principal caller) => PlatformServices.Include(caller) || (IsService(caller) && caller.Domain is not null);

    private static bool IsPerson(Principal caller) => !IsService(caller);
}
