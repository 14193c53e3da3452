using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Policy.Comparisons;

/// <summary>Principals that the rules do not distinguish, by one of them.</summary>
/// <param name="Name">The class in words, such as <c>role analyst, of another domain</c>.</param>
/// <param name="Principal">One of them; of the class of a product's own domain it gets the domain with the product.</param>
/// <param name="IsOwnDomain">Whether they belong to the domain that owns the product.</param>
public sealed record PrincipalClass(string Name, Principal Principal, bool IsOwnDomain)
{
    /// <summary>The most classes of a comparison; so many are not all.</summary>
    public const int Most = 400;

    private const string OtherDomain = "~another";
    private const string OtherSubject = "~anyone";

    // Roles that people of every mesh have.
    private static readonly string[] UsualRoles = ["owner", "analyst"];

    /// <summary>One of them, for a product.</summary>
    public Principal For(PolicyResource resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return IsOwnDomain ? Principal with { Domain = resource.Product.Domain } : Principal;
    }

    /// <summary>The classes that some rules of the bundles distinguish.</summary>
    /// <param name="bundles">The bundles.</param>
    /// <param name="counts">Whether a rule counts, by its id.</param>
    public static IReadOnlyList<PrincipalClass> Of(IEnumerable<PolicyBundle> bundles, Func<string, bool> counts)
    {
        ArgumentNullException.ThrowIfNull(bundles);
        ArgumentNullException.ThrowIfNull(counts);
        var tests = bundles.SelectMany(bundle => bundle.Access).Where(rule => counts(rule.Id)).SelectMany(rule => rule.When.Principals.Concat(rule.Unless?.Principals ?? [])).ToList();
        var classes = new Dictionary<string, PrincipalClass>(StringComparer.Ordinal);
        foreach (var role in (string?[])[null, .. UsualRoles, .. tests.SelectMany(test => test.Roles)])
        {
            Add(classes, subject: null, role, domain: null, purpose: null);
        }

        foreach (var test in tests)
        {
            foreach (var subject in OrNone(test.Subjects))
            {
                foreach (var role in OrNone(test.Roles))
                {
                    foreach (var domain in OrNone(test.Domains))
                    {
                        foreach (var purpose in OrNone(test.Purposes))
                        {
                            Add(classes, subject, role, domain, purpose);
                        }
                    }
                }
            }
        }

        return [.. classes.Values];
    }

    private static void Add(Dictionary<string, PrincipalClass> classes, string? subject, string? role, string? domain, string? purpose)
    {
        foreach (var isOwn in domain is null ? [true, false] : (bool[])[false])
        {
            if (classes.Count >= Most)
            {
                return;
            }

            var name = string.Join(", ",
            [
                .. subject is null ? [] : (string[])[subject],
                .. role is null ? [] : (string[])[$"role {role}"],
                domain is not null ? $"of domain {domain}" : isOwn ? "of its own domain" : "of another domain",
                .. purpose is null ? [] : (string[])[$"for {purpose}"],
            ]);
            classes.TryAdd(name, new PrincipalClass(name, new Principal(subject ?? OtherSubject, domain ?? OtherDomain, role is null ? [] : [role], purpose is null ? [] : [purpose]), isOwn));
        }
    }

    private static string?[] OrNone(string[] values) => values.Length == 0 ? new string?[] { null } : values;
}
