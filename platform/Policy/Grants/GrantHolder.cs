using MeshStarter.Contracts.Access;
using MeshStarter.Policy.Decisions;

namespace MeshStarter.Policy.Grants;

/// <summary>The principal that a grant is given to. A service and a person of the same name are two.</summary>
internal readonly record struct GrantHolder(string Principal, bool IsService)
{
    private const string ServiceRole = "service";

    public static GrantHolder Of(GrantTerms grant) => new(grant.Principal, grant.IsService);

    public static GrantHolder Of(Principal principal)
    {
        var isService = false;
        for (var i = 0; i < principal.Roles.Count; i++)
        {
            isService |= string.Equals(principal.Roles[i], ServiceRole, StringComparison.Ordinal);
        }

        return new GrantHolder(principal.Subject, isService);
    }
}
