using System.Text.Json;
using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Json;

namespace MeshStarter.Contracts.Evolution;

/// <summary>
/// Compares the checks that quarantine batches. A check that only warns promises nothing, so its changes break no reader.
/// </summary>
internal static class CheckComparison
{
    public static IEnumerable<ContractChange> Between(DataProductDescriptor earlier, DataProductDescriptor later)
    {
        var added = Parts(later).ToList();
        List<QualityCheck> gone = [];
        foreach (var check in Parts(earlier))
        {
            if (added.FindIndex(other => Text(other) == Text(check)) is var same and >= 0)
            {
                added.RemoveAt(same);
            }
            else
            {
                gone.Add(check);
            }
        }

        foreach (var check in gone)
        {
            // The one of several checks of a column counts that is as strict.
            var successor = added.Where(other => check.IsSameMatter(other)).OrderBy(other => IsPreserved(check, other, earlier)).LastOrDefault();
            if (successor is not null)
            {
                added.Remove(successor);
            }

            yield return successor is null
                ? new ContractChange(Field(check), $"The check {Text(check)} is gone.", Lost(check))
                : new ContractChange(Field(check), $"The check was {Text(check)} and is {Text(successor)}.", IsPreserved(check, successor, earlier) ? ChangeImpact.Minor : Lost(check)) { Check = successor };
        }

        foreach (var check in added)
        {
            yield return new ContractChange(Field(check), $"The check {Text(check)} is new.", ChangeImpact.Minor) { Check = check };
        }
    }

    // Each promise once, however many checks say it.
    private static IEnumerable<QualityCheck> Parts(DataProductDescriptor descriptor) =>
        descriptor.Quality.Checks.SelectMany(check => check.Parts).DistinctBy(Text, StringComparer.Ordinal);

    private static bool IsPreserved(QualityCheck earlier, QualityCheck later, DataProductDescriptor descriptor) =>
        (earlier.Severity == later.Severity || later.Severity == CheckSeverity.Error) && later.IsAsStrictAs(earlier, descriptor.Schema);

    private static ChangeImpact Lost(QualityCheck check) => check.Severity == CheckSeverity.Error ? ChangeImpact.Breaking : ChangeImpact.Minor;

    private static string Field(QualityCheck check) => $"quality.checks.{check.Kind}";

    private static string Text(QualityCheck check) => JsonSerializer.Serialize(check, MeshJson.Options);
}
