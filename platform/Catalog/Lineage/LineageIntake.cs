using Npgsql;

namespace MeshStarter.Catalog.Lineage;

/// <summary>
/// Takes events in; a repeated one changes nothing. Those of one call are stored together or not at all, but for those that speak of another job's run, or of what
/// belongs to another domain. These are returned, with the reasons.
/// </summary>
internal sealed class LineageIntake(NpgsqlDataSource database, TimeProvider time) : GroupIntake<LineageReport, IReadOnlyList<(LineageEvent Event, string Reason)>>(database, MaximumWaiting, MaximumGroup)
{
    private const int MaximumWaiting = 2_000;
    private const int MaximumGroup = 500;

    /// <inheritdoc/>
    protected override bool MayJoin(IReadOnlyList<LineageReport> group, LineageReport next) => group.Sum(report => report.Events.Count) < MaximumGroup;

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<IReadOnlyList<(LineageEvent Event, string Reason)>>> WriteAsync(IReadOnlyList<LineageReport> group, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var foreign = await LineageRuns.ForeignAsync([.. group.SelectMany(report => report.Events)], transaction, cancellationToken);
        var (refused, taken) = await new LineageOwners(transaction, cancellationToken).ClaimAsync([.. group.Select(report => report with { Events = [.. report.Events.Where(each => !foreign.Contains(each))] })]);
        await new LineageWriter(transaction, time.GetUtcNow(), cancellationToken).WriteAsync(taken);
        return [.. group.Select(report => (IReadOnlyList<(LineageEvent, string)>)
        [
            .. report.Events.Where(foreign.Contains).Select(each => (each, LineageAccess.ForeignRun)),
            .. report.Events.Where(refused.ContainsKey).Select(each => (each, refused[each])),
        ])];
    }
}

/// <summary>The events of one call.</summary>
/// <param name="Domain">The domain of who reports them.</param>
/// <param name="Events">The events.</param>
internal sealed record LineageReport(string Domain, IReadOnlyList<LineageEvent> Events);
