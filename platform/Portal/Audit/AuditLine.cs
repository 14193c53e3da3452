using MeshStarter.Platform.Audit.Records;

namespace MeshStarter.Portal.Audit;

/// <summary>A line of the audit page: a record, or a decision together with the end of its answer.</summary>
/// <param name="Record">The decision; an end whose decision is not in the trail.</param>
/// <param name="End">The end of the answer; null where there is none.</param>
internal sealed record AuditLine(AuditRecord Record, AuditRecord? End)
{
    /// <summary>The lines of a page. A decision with several ends has a line for each: none is hidden.</summary>
    public static IEnumerable<AuditLine> Of(AuditPage page)
    {
        var ends = page.Ends.ToLookup(end => end.Follows);
        return page.Items.SelectMany(record => ends[record.Id].DefaultIfEmpty(), (record, end) => new AuditLine(record, end));
    }
}
