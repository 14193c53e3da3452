using MeshStarter.AppHost.Settings;

namespace MeshStarter.AppHost.Start;

/// <summary>Tells what feeds the mesh: the simulator, or a folder and what came of it.</summary>
internal sealed class FeedReport(MeshMap map, MeshSettings settings, MeshClient client)
{
    /// <summary>One line, as things stand.</summary>
    public async Task<string> DescribeAsync(CancellationToken cancellationToken)
    {
        if (settings.Simulated)
        {
            return "Fed by: simulator";
        }

        if (settings.Authority is not null)
        {
            return $"Fed by: {settings.SourceData ?? "data that was imported before"}";
        }

        var reports = await ReportsAsync(cancellationToken);
        var failed = reports.Select(report => report.Error).FirstOrDefault(error => error is not null);
        var counts = $"{Sum(reports, report => report.Imported.GetValueOrDefault("orders.csv"))} orders, "
            + $"{Sum(reports, report => report.Rejected)} rejected rows, {Sum(reports, report => report.Facts.GetValueOrDefault("unmatched"))} unmatched payments";
        return settings.SourceData is null
            ? $"Fed by: data that was imported before; {Sum(reports, report => report.Facts.GetValueOrDefault("unmatched"))} unmatched payments"
            : failed is not null ? $"Fed by: {settings.SourceData}; the import stopped: {failed} ({counts})"
            : await IsCompleteAsync(cancellationToken) ? $"Fed by: {settings.SourceData}; import done: {counts}"
            : $"Fed by: {settings.SourceData}; import running: {counts} so far";
    }

    /// <summary>Whether every domain has imported its files and heard of what the others imported.</summary>
    public async Task<bool> IsCompleteAsync(CancellationToken cancellationToken)
    {
        if (settings.Authority is not null)
        {
            return true;
        }

        var reports = await ReportsAsync(cancellationToken);
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

    private static long Sum(IEnumerable<ImportReport> reports, Func<ImportReport, long> value) => reports.Sum(value);
}
