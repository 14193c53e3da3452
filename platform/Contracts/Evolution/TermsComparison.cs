using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Evolution;

/// <summary>Compares key, classification, ports, retention and kind.</summary>
internal static class TermsComparison
{
    public static IEnumerable<ContractChange> Between(DataProductDescriptor earlier, DataProductDescriptor later)
    {
        if (!earlier.Key.SequenceEqual(later.Key, StringComparer.Ordinal))
        {
            yield return new ContractChange("key", $"The key was [{string.Join(", ", earlier.Key)}] and is [{string.Join(", ", later.Key)}].", ChangeImpact.Breaking);
        }

        if (earlier.Access.Classification != later.Access.Classification)
        {
            yield return Reclassified(earlier.Access.Classification, later.Access.Classification);
        }

        foreach (var port in earlier.Ports.Except(later.Ports))
        {
            yield return new ContractChange("ports", $"The port {WireNames.Of(port)} is gone.", ChangeImpact.Breaking);
        }

        foreach (var port in later.Ports.Except(earlier.Ports))
        {
            yield return new ContractChange("ports", $"The port {WireNames.Of(port)} is new.", ChangeImpact.Minor);
        }

        if (earlier.Retention != later.Retention)
        {
            yield return new ContractChange("retention", $"Rows were kept {Retained(earlier.Retention)} and are kept {Retained(later.Retention)}.", RetainsAsLong(earlier.Retention, later.Retention));
        }

        if (earlier.Kind != later.Kind)
        {
            yield return new ContractChange("kind", $"The kind was {WireNames.Of(earlier.Kind)} and is {WireNames.Of(later.Kind)}.", ChangeImpact.Minor);
        }
    }

    private static ContractChange Reclassified(Classification was, Classification becomes) => new(
        "access.classification",
        $"The classification was {WireNames.Of(was)} and is {WireNames.Of(becomes)}.",
        becomes > was ? ChangeImpact.Breaking : ChangeImpact.Minor);

    // Counted from another moment, a row may go sooner than it did.
    private static ChangeImpact RetainsAsLong(RetentionTerms? was, RetentionTerms? becomes) =>
        becomes is null || (was is not null && was.By == becomes.By && becomes.Keep >= was.Keep) ? ChangeImpact.Minor : ChangeImpact.Breaking;

    private static string Retained(RetentionTerms? terms) => terms?.ToString() ?? "for ever";
}
