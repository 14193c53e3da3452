using MeshStarter.Contracts.Products;
using MeshStarter.Policy.Decisions;

namespace MeshStarter.Policy.Conditions;

/// <summary>Tests the principal for a condition. Every given part must hold; a list holds when any entry does.</summary>
internal sealed record PrincipalTest
{
    /// <summary>Whether the principal belongs to the domain that owns the product; null does not ask.</summary>
    public bool? OwnDomain { get; init; }

    /// <summary>The domains that the principal belongs to one of; empty does not ask, as with the other lists.</summary>
    public string[] Domains { get; init; } = [];

    /// <summary>The roles that it has one of.</summary>
    public string[] Roles { get; init; } = [];

    /// <summary>The purposes that it has one of.</summary>
    public string[] Purposes { get; init; } = [];

    /// <summary>The names that it has one of.</summary>
    public string[] Subjects { get; init; } = [];

    /// <summary>Whether the principal has a grant of the product; null does not ask.</summary>
    public bool? Granted { get; init; }

    /// <summary>Whether every principal passes.</summary>
    public bool AsksNothing =>
        OwnDomain is null && Granted is null && Domains.Length == 0 && Roles.Length == 0 && Purposes.Length == 0 && Subjects.Length == 0;

    // On the path of every decision: plain loops, nothing allocated.
    public bool Holds(Principal principal, string owningDomain, bool isGranted)
    {
        if (Granted is { } granted && granted != isGranted)
        {
            return false;
        }

        // A principal without a domain owns nothing, whatever the product's name lacks.
        if (OwnDomain is { } own && own != (principal.Domain is { Length: > 0 } domain && string.Equals(domain, owningDomain, StringComparison.Ordinal)))
        {
            return false;
        }

        if (Domains.Length > 0 && !Contains(Domains, principal.Domain))
        {
            return false;
        }

        if (Subjects.Length > 0 && !Contains(Subjects, principal.Subject))
        {
            return false;
        }

        return (Roles.Length == 0 || Meet(Roles, principal.Roles))
            && (Purposes.Length == 0 || Meet(Purposes, principal.Purposes));
    }

    /// <summary>Whether it holds for this product's name, or for every product; null where the owning domain decides.</summary>
    public bool? HoldsForAll(Principal principal, DataProductId? product)
    {
        // Grants are of reading, which is never decided by name alone.
        if (Granted is not null)
        {
            return (this with { Granted = null }).HoldsForAll(principal, product) == false ? false : null;
        }

        if (product is { } known)
        {
            return Holds(principal, known.Domain, isGranted: false);
        }

        if (OwnDomain is null || principal.Domain is not { Length: > 0 })
        {
            return Holds(principal, owningDomain: "", isGranted: false);
        }

        return (this with { OwnDomain = null }).Holds(principal, owningDomain: "", isGranted: false) ? null : false;
    }

    /// <summary>The terms in the words of a bundle: <c>own_domain: true, roles: [service]</c>.</summary>
    public override string ToString() => AsksNothing ? "everyone" : string.Join(", ",
    [
        .. OwnDomain is { } own ? [$"own_domain: {(own ? "true" : "false")}"] : (string[])[],
        .. Granted is { } granted ? [$"granted: {(granted ? "true" : "false")}"] : (string[])[],
        .. Words("domains", Domains), .. Words("roles", Roles), .. Words("purposes", Purposes), .. Words("subjects", Subjects),
    ]);

    /// <summary>The test in plain words, such as <c>role auditor</c>.</summary>
    /// <param name="owningDomain">The domain that owns the product.</param>
    public string Plain(string owningDomain) => AsksNothing ? "everyone" : string.Join(" and ",
    [
        .. OwnDomain is { } own ? [own ? $"domain {owningDomain}" : $"other domains than {owningDomain}"] : (string[])[],
        .. Granted is { } granted ? [granted ? "those with a grant" : "those without a grant"] : (string[])[],
        .. Plain("domain", Domains), .. Plain("role", Roles), .. Plain("purpose", Purposes), .. Subjects.Length == 0 ? (string[])[] : [string.Join(" or ", Subjects)],
    ]);

    private static string[] Plain(string noun, string[] values) => values.Length == 0 ? [] : [$"{noun} {string.Join(" or ", values)}"];

    private static string[] Words(string term, string[] values) => values.Length == 0 ? [] : [$"{term}: [{string.Join(", ", values)}]"];

    private static bool Contains(string[] wanted, string? value)
    {
        foreach (var each in wanted)
        {
            if (string.Equals(each, value, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Meet(string[] wanted, IReadOnlyList<string> values)
    {
        for (var i = 0; i < values.Count; i++)
        {
            if (Contains(wanted, values[i]))
            {
                return true;
            }
        }

        return false;
    }
}
