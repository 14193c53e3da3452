using MeshStarter.Contracts;

namespace MeshStarter.Policy;

/// <summary>All rules in force, as one immutable whole. Holders swap the reference; a decision never sees two bundles.</summary>
public sealed class PolicyBundle
{
    private readonly AccessRule[][] _accessByAction;
    private readonly PolicyBundle? _rules;

    internal PolicyBundle(
        string version, IReadOnlyList<AccessRule> access, IReadOnlyList<RegistrationRule> registration, EvolutionTerms evolution, IReadOnlyList<Declassification> declassifications)
    {
        Version = version;
        Access = access;
        Registration = registration;
        Evolution = evolution;
        Declassifications = declassifications;
        Exemptions = registration.OfType<PersonalDataRule>().Select(rule => rule.Exemption).ToHashSet(StringComparer.OrdinalIgnoreCase);
        _accessByAction = [.. Enum.GetValues<PolicyAction>().Select(action => access.Where(rule => rule.Concerns(action)).ToArray())];
    }

    private PolicyBundle(PolicyBundle rules, GrantSet grants, DateTimeOffset at)
    {
        (Version, Access, Registration, Evolution, Declassifications, Exemptions, _accessByAction) =
            (rules.Version, rules.Access, rules.Registration, rules.Evolution, rules.Declassifications, rules.Exemptions, rules._accessByAction);
        (_rules, Grants, At) = (rules, grants, at);
    }

    /// <summary>The bundle's own version, as its authors wrote it.</summary>
    public string Version { get; }

    /// <summary>How contracts may change.</summary>
    public EvolutionTerms Evolution { get; }

    /// <summary>The rules about access, in the bundle's order.</summary>
    internal IReadOnlyList<AccessRule> Access { get; }

    internal IReadOnlyList<RegistrationRule> Registration { get; }

    /// <summary>The approvals of versions that declare less than others of their products.</summary>
    internal IReadOnlyList<Declassification> Declassifications { get; }

    /// <summary>The tags by which an owner says that a column is no personal data.</summary>
    internal IReadOnlySet<string> Exemptions { get; }

    /// <summary>Reads a bundle.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="file">The name that errors give for its file; nothing is read from there.</param>
    /// <exception cref="PolicyFormatException">The text is not a bundle; the exception names every place, rule and fix.</exception>
    public static PolicyBundle Parse(string yaml, string file)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        ArgumentNullException.ThrowIfNull(file);
        var issues = new YamlIssues(file);
        var bundle = PolicyBundleReader.Read(yaml, issues);
        return bundle is null || issues.HasErrors ? throw new PolicyFormatException(issues.Sorted) : bundle;
    }

    /// <summary>The same rules with the grants that are in force at a time. It decides alike until the next of them ends (<see cref="GrantSet.NextEnd"/>).</summary>
    /// <param name="grants">The grants.</param>
    /// <param name="now">The time.</param>
    public PolicyBundle With(GrantSet grants, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(grants);
        return new PolicyBundle(Rules, grants, now);
    }

    /// <summary>Whether all grants that a decision rests on are still in force.</summary>
    public bool Supports(PolicyDecision decision)
    {
        ArgumentNullException.ThrowIfNull(decision);
        for (var i = 0; i < decision.Grants.Count; i++)
        {
            if (!Grants.IsActive(decision.Grants[i], At))
                return false;
        }

        return true;
    }

    /// <summary>The bundle without grants: plans of decisions are for it.</summary>
    internal PolicyBundle Rules => _rules ?? this;

    /// <summary>The grants that add to the rules.</summary>
    internal GrantSet Grants { get; } = GrantSet.Empty;

    /// <summary>The time of the decisions.</summary>
    internal DateTimeOffset At { get; }

    /// <summary>Whether a principal has a grant of a product.</summary>
    internal bool IsGranted(Principal principal, DataProductId product) => Grants.Find(principal, product)?.ActiveAt(At) is > 0;

    /// <summary>The access rules that have a say about an action, in the bundle's order.</summary>
    internal IReadOnlyList<AccessRule> RulesFor(PolicyAction action) => _accessByAction[(int)action];
}
