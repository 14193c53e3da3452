using System.Text.Json;
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
            var successor = added.Where(other => IsSameMatter(check, other)).OrderBy(other => CheckStrictness.IsPreserved(check, other, earlier)).LastOrDefault();
            if (successor is not null)
            {
                added.Remove(successor);
            }

            yield return successor is null
                ? new ContractChange(Field(check), $"The check {Text(check)} is gone.", Lost(check))
                : new ContractChange(Field(check), $"The check was {Text(check)} and is {Text(successor)}.", CheckStrictness.IsPreserved(check, successor, earlier) ? ChangeImpact.Minor : Lost(check));
        }

        foreach (var check in added)
        {
            yield return new ContractChange(Field(check), $"The check {Text(check)} is new.", ChangeImpact.Minor);
        }
    }

    // Each promise once, however many checks say it: one of two columns without nulls is as good as two of one.
    private static IEnumerable<QualityCheck> Parts(DataProductDescriptor descriptor) => descriptor.Quality.Checks
        .SelectMany(check => check is QualityCheck.NotNull { Columns: var columns } whole ? columns.Select(QualityCheck (column) => whole with { Columns = [column] }) : [check])
        .DistinctBy(Text, StringComparer.Ordinal);

    private static ChangeImpact Lost(QualityCheck check) => check.Severity == CheckSeverity.Error ? ChangeImpact.Breaking : ChangeImpact.Minor;

    private static string Field(QualityCheck check) => $"quality.checks.{check.Kind}";

    private static string Text(QualityCheck check) => JsonSerializer.Serialize(check, MeshJson.Options);

    private static bool IsSameMatter(QualityCheck one, QualityCheck other) => (one, other) switch
    {
        (QualityCheck.NotNull a, QualityCheck.NotNull b) => a.Columns.Intersect(b.Columns, StringComparer.Ordinal).Any(),
        (QualityCheck.Unique a, QualityCheck.Unique b) => a.Columns.ToHashSet(StringComparer.Ordinal).SetEquals(b.Columns),
        (QualityCheck.AcceptedValues a, QualityCheck.AcceptedValues b) => a.Column == b.Column,
        (QualityCheck.Range a, QualityCheck.Range b) => a.Column == b.Column,
        (QualityCheck.Regex a, QualityCheck.Regex b) => a.Column == b.Column,
        (QualityCheck.RowCount, QualityCheck.RowCount) => true,
        (QualityCheck.Freshness a, QualityCheck.Freshness b) => a.Column == b.Column,
        (QualityCheck.Completeness a, QualityCheck.Completeness b) => a.Column == b.Column,
        (QualityCheck.Referential a, QualityCheck.Referential b) => a.Column == b.Column,
        (QualityCheck.DistributionDrift a, QualityCheck.DistributionDrift b) => a.Column == b.Column,
        (QualityCheck.Sql a, QualityCheck.Sql b) => a.Query == b.Query,
        _ => false,
    };
}
