using MeshStarter.Platform.Enforcement.Polling;
using MeshStarter.Policy.Grants;

namespace MeshStarter.Governance.Access;

/// <summary>
/// Governance's own copy of the grants. It is read again after each change that this process makes or is notified of, and once it is <see cref="MostAge"/> old:
/// where no notification arrives, a revocation acts by then. Without the database there are no grants to decide by, and so no decision.
/// </summary>
internal sealed class GrantCopy(AccessStore store, GrantSignal signal, SteadyClock clock, TimeProvider time) : IDisposable
{
    /// <summary>The greatest age of what is returned.</summary>
    public static readonly TimeSpan MostAge = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private volatile State? _state;

    /// <summary>The grants; those past their end are distinguished by the time of the decision.</summary>
    public ValueTask<GrantSet> CurrentAsync(CancellationToken cancellationToken) =>
        _state is { } state && IsCurrent(state) ? ValueTask.FromResult(state.Grants) : new ValueTask<GrantSet>(ReadAsync(cancellationToken));

    public void Dispose() => _turn.Dispose();

    private bool IsCurrent(State state) => !state.Changed.IsCompleted && time.GetElapsedTime(state.At) <= MostAge;

    private async Task<GrantSet> ReadAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            while (true)
            {
                var before = _state;
                if (before is not null && IsCurrent(before))
                {
                    return before.Grants;
                }

                // Taken first: a change during the reading is read by the next one.
                var (changed, at) = (signal.Next, time.GetTimestamp());
                var changes = await store.ChangesAsync(before?.Feed, before?.Revision ?? 0, reader: null, clock.Now, cancellationToken);
                var known = before is not null && changes.Feed == before.Feed && changes.Revision >= before.Revision ? before.Grants : GrantSet.Empty;
                var state = new State(changes.Feed, changes.Revision, changes.Items.Count == 0 ? known : known.With(changes.Items).Since(clock.Now), changes.IsComplete ? changed : Task.CompletedTask, at);
                _state = state;
                if (changes.IsComplete)
                {
                    return state.Grants;
                }
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The grants as they were read.</summary>
    /// <param name="Feed">The feed of the revisions.</param>
    /// <param name="Revision">The revision of the grants.</param>
    /// <param name="Grants">The grants.</param>
    /// <param name="Changed">Completes with a change since; completed where more has to be read.</param>
    /// <param name="At">The time before the reading.</param>
    private sealed record State(string Feed, long Revision, GrantSet Grants, Task Changed, long At);
}
