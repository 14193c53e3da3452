using MeshStarter.Contracts.Descriptors;

namespace MeshStarter.Contracts.Evolution;

/// <summary>
/// Compares two contracts of a product and states each change's impact on readers. A promise that became weaker breaks readers as a
/// lost column does: they may rely on it.
/// </summary>
public static class ContractComparison
{
    /// <summary>All differences, those of the version itself aside; none when both say the same.</summary>
    public static IReadOnlyList<ContractChange> Between(DataProductDescriptor earlier, DataProductDescriptor later)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        ArgumentNullException.ThrowIfNull(later);
        return
        [
            .. SchemaComparison.Between(earlier, later),
            .. QualityComparison.Between(earlier, later),
            .. TermsComparison.Between(earlier, later),
            .. WordsComparison.Between(earlier, later),
            .. LayoutComparison.Between(earlier, later),
        ];
    }

    /// <summary>The gravest of some changes; patch where there is none.</summary>
    public static ChangeImpact Impact(IEnumerable<ContractChange> changes) =>
        changes.Select(change => change.Impact).DefaultIfEmpty(ChangeImpact.Patch).Max();
}
