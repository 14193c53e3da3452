using MeshStarter.Contracts;

namespace MeshStarter.Portal.Audit;

/// <summary>A line of the audit page: a record, or a decision together with the end of its answer.</summary>
/// <param name="Record">The decision; an end whose decision is not known.</param>
/// <param name="End">The end of the answer; null where the page has none.</param>
internal sealed record AuditLine(AuditRecord Record, AuditRecord? End)
{
    /// <summary>The lines of a page: an end is one line with its decision, in its place.</summary>
    public static IReadOnlyList<AuditLine> Of(AuditPage page)
    {
        var decisions = page.Items.Concat(page.Decisions).Where(record => record.Follows is null).DistinctBy(record => record.Id).ToDictionary(record => record.Id);
        var ended = page.Items.Select(record => record.Follows).OfType<Guid>().ToHashSet();
        return [.. page.Items.Where(record => !ended.Contains(record.Id)).Select(record => record.Follows is { } id && decisions.TryGetValue(id, out var decision) ? new AuditLine(decision, record) : new AuditLine(record, null))];
    }
}
