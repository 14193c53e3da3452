using System.Runtime.CompilerServices;
using MeshStarter.Contracts;

namespace MeshStarter.Policy;

/// <summary>All rules in force, as one immutable whole. Holders swap the reference; a decision never sees two bundles.</summary>
public sealed class PolicyBundle
{
    // What a product's contract leaves to ask of a principal is worked out once; the table does not keep products alive.
    private readonly ConditionalWeakTable<PolicyResource, ResourcePlan> _plans = [];
    private readonly ConditionalWeakTable<PolicyResource, ResourcePlan>.CreateValueCallback _createPlan;

    internal PolicyBundle(string version, IReadOnlyList<AccessRule> access, IReadOnlyList<RegistrationRule> registration)
    {
        Version = version;
        Access = access;
        Registration = registration;
        _createPlan = resource => new ResourcePlan(this, resource);
    }

    /// <summary>The bundle's own version, as its authors wrote it.</summary>
    public string Version { get; }

    internal IReadOnlyList<AccessRule> Access { get; }

    internal IReadOnlyList<RegistrationRule> Registration { get; }

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

    internal ResourcePlan PlanFor(PolicyResource resource) => _plans.GetValue(resource, _createPlan);
}
