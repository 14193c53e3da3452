using MeshStarter.Contracts.Access;

namespace MeshStarter.Portal.Access;

/// <summary>Describes requests for access in words.</summary>
internal static class RequestText
{
    /// <summary>Names those who have still to decide, such as <c>the owner and the security seat</c>; null where no decision is missing.</summary>
    public static string? WaitsFor(AccessRequest request)
    {
        string[] seats =
        [
            .. IsMissing(request, AccessSeat.Owner) ? ["the owner"] : Array.Empty<string>(),
            .. request.NeedsSecurity && IsMissing(request, AccessSeat.Security) ? ["the security seat"] : Array.Empty<string>(),
        ];
        return request.State == AccessState.Requested ? string.Join(" and ", seats) : null;
    }

    private static bool IsMissing(AccessRequest request, AccessSeat seat) => request.Decisions.All(decision => decision.Seat != seat);
}
