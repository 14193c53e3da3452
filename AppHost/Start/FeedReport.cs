using MeshStarter.AppHost.Settings;

namespace MeshStarter.AppHost.Start;

/// <summary>Reports the source of the mesh's data: the simulator, or a folder and the result of its import.</summary>
internal sealed class FeedReport(MeshMap map, MeshSettings settings, MeshClient client)
{
    /// <summary>
    /// Gets the current line, and whether it is final: every domain has imported its files and received the events of the others'
    /// imports. A complete import is recorded for later starts before it is reported.
    /// </summary>
    public async Task<(string Line, bool Last)> DescribeAsync(CancellationToken cancellationToken)
    {
        if (settings.Simulated)
        {
            return ("Fed by: simulator", true);
        }

        if (settings.Authority is not null)
        {
            return ($"Fed by: {settings.SourceData ?? "data that was imported before"}", true);
        }

        var reports = await ReportsAsync(cancellationToken);
        var unmatched = Sum(reports, report => report.Facts.GetValueOrDefault("unmatched"));
        if (settings.SourceData is null)
        {
            return (ImportNote.Read(settings.Data.Path) switch
            {
                { IsUnfinished: false } before => $"Fed by: {before.Folder}, imported before: {Counts(before, unmatched)}",
                { Folder: var gone } => $"Fed by: an import of {gone} that was not seen to end, and the folder is gone; {unmatched} unmatched payments. Give --Mesh:SourceData=<folder> to go on, if rows are missing",
                null => $"Fed by: an earlier import that was not seen to end; {unmatched} unmatched payments. Give --Mesh:SourceData=<folder> again to go on, if rows are missing",
            }, true);
        }

        var note = Note(reports, settings.SourceData);
        var last = IsComplete(reports);
        var failed = reports.Select(report => report.Error).FirstOrDefault(error => error is not null);
        if (last && failed is null)
        {
            note.Write(settings.Data.Path);
        }

        return (failed is not null ? $"Fed by: {note.Folder}; the import stopped: {failed} ({Counts(note, unmatched)})"
            : last ? $"Fed by: {note.Folder}; import done: {Counts(note, unmatched)}"
            : $"Fed by: {note.Folder}; import running: {Counts(note, unmatched)} so far", last);
    }

    private bool IsComplete(IReadOnlyList<ImportReport> reports)
    {
        var emitted = reports.SelectMany(report => report.Emitted).ToDictionary(stream => stream.Key, stream => stream.Value, StringComparer.Ordinal);
        return reports.Count == map.Domains.Count
            && reports.All(report => report.State is not "running")
            && reports.SelectMany(report => report.Consumed).All(stream => stream.Value >= emitted.GetValueOrDefault(stream.Key));
    }

    private async Task<IReadOnlyList<ImportReport>> ReportsAsync(CancellationToken cancellationToken)
    {
        var reports = await Task.WhenAll(map.Domains.Select(domain => client.ImportAsync(domain, cancellationToken)));
        return [.. reports.OfType<ImportReport>()];
    }

    private static ImportNote Note(IReadOnlyList<ImportReport> reports, string folder) =>
        new(folder, Sum(reports, report => report.Imported.GetValueOrDefault("orders.csv")), Sum(reports, report => report.Rejected));

    private static string Counts(ImportNote note, long unmatched) => $"{note.Orders} orders, {note.RejectedRows} rejected rows, {unmatched} unmatched payments";

    private static long Sum(IEnumerable<ImportReport> reports, Func<ImportReport, long> value) => reports.Sum(value);
}
