using Npgsql;

namespace MeshStarter.Catalog.Lineage;

/// <summary>Takes events in; those of one call are stored together or not at all.</summary>
internal sealed class LineageIntake(NpgsqlDataSource database, TimeProvider time) : GroupIntake<IReadOnlyList<LineageEvent>, bool>(database, MaximumWaiting, MaximumGroup)
{
    private const int MaximumWaiting = 2_000;
    private const int MaximumGroup = 500;

    /// <summary>Stores events; a repeated one changes nothing.</summary>
    public Task AddAsync(IReadOnlyList<LineageEvent> reported, CancellationToken cancellationToken) => StoreAsync(reported, cancellationToken);

    /// <inheritdoc/>
    protected override bool MayJoin(IReadOnlyList<IReadOnlyList<LineageEvent>> group, IReadOnlyList<LineageEvent> next) => group.Sum(events => events.Count) < MaximumGroup;

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<bool>> WriteAsync(IReadOnlyList<IReadOnlyList<LineageEvent>> group, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await new LineageWriter(transaction, time.GetUtcNow(), cancellationToken).WriteAsync([.. group.SelectMany(events => events)]);
        return [.. group.Select(_ => true)];
    }
}
