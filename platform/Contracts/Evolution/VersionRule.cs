namespace MeshStarter.Contracts;

/// <summary>Which version a changed contract must have: semantic versioning, with <see cref="ChangeImpact"/> as the measure.</summary>
public static class VersionRule
{
    /// <summary>The least version that says enough about some changes of a contract.</summary>
    /// <param name="standing">The version that was changed.</param>
    /// <param name="impact">The gravest of the changes.</param>
    public static ProductVersion Least(ProductVersion standing, ChangeImpact impact) => impact switch
    {
        ChangeImpact.Breaking => new ProductVersion(standing.Major + 1, 0, 0),
        ChangeImpact.Minor => new ProductVersion(standing.Major, standing.Minor + 1, 0),
        _ => standing,
    };

    /// <summary>
    /// Returns why a contract does not fit alongside the existing ones; null when it fits. Descriptions and the layout may change
    /// under one version; any change that readers notice needs a version of that impact.
    /// </summary>
    /// <param name="standing">Every registered contract of the product, in any order.</param>
    /// <param name="offered">The contract that wants to stand.</param>
    public static VersionProblem? Problem(IReadOnlyList<DataProductDescriptor> standing, DataProductDescriptor offered)
    {
        ArgumentNullException.ThrowIfNull(standing);
        ArgumentNullException.ThrowIfNull(offered);
        if (standing.FirstOrDefault(contract => contract.Version == offered.Version) is { } same)
            return Understated(same, offered);
        var newest = standing.Where(contract => contract.Version.Major == offered.Version.Major).MaxBy(contract => contract.Version);
        return newest is null ? null
            : offered.Version < newest.Version ? new VersionProblem(
                $"version: {newest.Version} of {offered.Name} stands already, and {offered.Version} comes before it. A new contract comes after those of its major version.",
                Least(newest.Version, ContractComparison.Impact(ContractComparison.Between(newest, offered))))
            : Understated(newest, offered);
    }

    private static VersionProblem? Understated(DataProductDescriptor standing, DataProductDescriptor offered)
    {
        var changes = ContractComparison.Between(standing, offered);
        var impact = ContractComparison.Impact(changes);
        var least = Least(standing.Version, impact);
        return offered.Version >= least
            ? null
            : new VersionProblem(
                $"version: {offered.Version} says too little about what changed since {standing.Version} of {standing.Name}: "
                + string.Join(" ", changes.Where(change => change.Impact > ChangeImpact.Patch))
                + $" {(impact == ChangeImpact.Breaking ? "That breaks readers" : "Readers notice that")}: make it {least} or later.",
                least);
    }
}
