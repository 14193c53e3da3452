using Npgsql;

namespace MeshStarter.Catalog.Lineage;

/// <summary>
/// Takes events in; a repeated one changes nothing. Those of one call are stored together or not at all, but for those of a run that is another job's, which are
/// returned.
/// </summary>
internal sealed class LineageIntake(NpgsqlDataSource database, TimeProvider time) : GroupIntake<IReadOnlyList<LineageEvent>, IReadOnlyList<LineageEvent>>(database, MaximumWaiting, MaximumGroup)
{
    private const int MaximumWaiting = 2_000;
    private const int MaximumGroup = 500;

    /// <inheritdoc/>
    protected override bool MayJoin(IReadOnlyList<IReadOnlyList<LineageEvent>> group, IReadOnlyList<LineageEvent> next) => group.Sum(events => events.Count) < MaximumGroup;

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<IReadOnlyList<LineageEvent>>> WriteAsync(IReadOnlyList<IReadOnlyList<LineageEvent>> group, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        List<LineageEvent> reported = [.. group.SelectMany(events => events)];
        var foreign = await LineageRuns.ForeignAsync(reported, transaction, cancellationToken);
        await new LineageWriter(transaction, time.GetUtcNow(), cancellationToken).WriteAsync([.. reported.Where(each => !foreign.Contains(each))]);
        return [.. group.Select(events => (IReadOnlyList<LineageEvent>)[.. events.Where(foreign.Contains)])];
    }
}
