using MeshStarter.Governance.Access;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Rules;
using MeshStarter.ServiceDefaults.Identity;

namespace MeshStarter.Governance.Proposals;

/// <summary>Decides who votes about the rules: people, never services. Representatives vote for their domain.</summary>
internal static class PolicySeats
{
    /// <summary>The seats that a caller holds.</summary>
    public static IReadOnlyList<string> Of(Principal caller) => AccessSeats.IsService(caller) ? [] :
    [
        .. Has(caller, MeshRoles.Representative) && caller.Domain is { Length: > 0 } domain and not (VotingTerms.Security or VotingTerms.Platform) ? [domain] : (string[])[],
        .. Has(caller, MeshRoles.Security) ? [VotingTerms.Security] : (string[])[],
        .. Has(caller, MeshRoles.PlatformAdmin) ? [VotingTerms.Platform] : (string[])[],
    ];

    private static bool Has(Principal caller, string role) => caller.Roles.Contains(role, StringComparer.Ordinal);
}
