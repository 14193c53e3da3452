using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Evolution;

/// <summary>Decides the version that a changed contract must have: semantic versioning, with <see cref="ChangeImpact"/> as the measure.</summary>
public static class VersionRule
{
    /// <summary>The least version that says enough about some changes of a contract.</summary>
    /// <param name="existing">The version that was changed.</param>
    /// <param name="impact">The gravest of the changes.</param>
    public static ProductVersion Least(ProductVersion existing, ChangeImpact impact) => impact switch
    {
        ChangeImpact.Breaking => new ProductVersion(existing.Major + 1, 0, 0),
        ChangeImpact.Minor => new ProductVersion(existing.Major, existing.Minor + 1, 0),
        _ => existing,
    };

    /// <summary>
    /// Returns why a contract does not fit alongside the existing ones; null when it fits. Descriptions and the layout may change
    /// under one version; any change that readers notice needs a version of that impact.
    /// </summary>
    /// <param name="existing">Every registered contract of the product, in any order.</param>
    /// <param name="proposed">The contract that wants to stand.</param>
    public static VersionProblem? Problem(IReadOnlyList<DataProductDescriptor> existing, DataProductDescriptor proposed)
    {
        ArgumentNullException.ThrowIfNull(existing);
        ArgumentNullException.ThrowIfNull(proposed);
        if (existing.FirstOrDefault(contract => contract.Version == proposed.Version) is { } same)
        {
            return Understated(same, proposed);
        }

        var newest = existing.Where(contract => contract.Version.Major == proposed.Version.Major).MaxBy(contract => contract.Version);
        return newest is null ? null
            : proposed.Version < newest.Version ? new VersionProblem(
                $"version: {newest.Version} of {proposed.Name} exists already, and {proposed.Version} comes before it. A new contract comes after those of its major version.",
                Least(newest.Version, ContractComparison.Impact(ContractComparison.Between(newest, proposed))))
            : Understated(newest, proposed);
    }

    private static VersionProblem? Understated(DataProductDescriptor existing, DataProductDescriptor proposed)
    {
        var changes = ContractComparison.Between(existing, proposed).Where(change => change.Impact > ChangeImpact.Patch).ToList();
        var impact = ContractComparison.Impact(changes);
        var least = Least(existing.Version, impact);
        return proposed.Version >= least
            ? null
            : new VersionProblem(
                $"version: {proposed.Version} says too little about what changed since {existing.Version} of {existing.Name}: "
                + string.Join(" ", changes)
                + $" {(impact == ChangeImpact.Breaking ? "That breaks readers" : "Readers notice that")}: make it {least} or later.",
                least)
            {
                Changes = [.. changes.Where(change => proposed.Version < Least(existing.Version, change.Impact))],
            };
    }
}
