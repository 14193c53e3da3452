using MeshStarter.Contracts;

namespace MeshStarter.Policy;

/// <summary>All rules in force, as one immutable whole. Holders swap the reference; a decision never sees two bundles.</summary>
public sealed class PolicyBundle
{
    private readonly AccessRule[][] _accessByAction;

    internal PolicyBundle(
        string version, IReadOnlyList<AccessRule> access, IReadOnlyList<RegistrationRule> registration, EvolutionTerms evolution, IReadOnlyList<Declassification> declassifications)
    {
        Version = version;
        Registration = registration;
        Evolution = evolution;
        Declassifications = declassifications;
        Exemptions = registration.OfType<PersonalDataRule>().Select(rule => rule.Exemption).ToHashSet(StringComparer.OrdinalIgnoreCase);
        _accessByAction = [.. Enum.GetValues<PolicyAction>().Select(action => access.Where(rule => rule.Concerns(action)).ToArray())];
    }

    /// <summary>The bundle's own version, as its authors wrote it.</summary>
    public string Version { get; }

    /// <summary>How contracts may change.</summary>
    public EvolutionTerms Evolution { get; }

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

    /// <summary>The access rules that have a say about an action, in the bundle's order.</summary>
    internal IReadOnlyList<AccessRule> RulesFor(PolicyAction action) => _accessByAction[(int)action];
}
