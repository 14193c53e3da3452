using MeshStarter.Policy;
using MeshStarter.ServiceDefaults.Governance;

namespace MeshStarter.Governance.Access;

/// <summary>Governance's own copy of the grants, brought up to date by each use.</summary>
internal sealed class GrantCopy(AccessStore store, SteadyClock clock) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private string? _feed;
    private long _revision;
    private GrantSet _grants = GrantSet.Empty;

    /// <summary>The grants as of now.</summary>
    public async Task<GrantSet> CurrentAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            while (true)
            {
                var changes = await store.ChangesAsync(_feed, _revision, clock.Now, cancellationToken);
                if (_feed is not null && (changes.Feed != _feed || changes.Revision < _revision))
                    _grants = GrantSet.Empty;
                if (changes.Items.Count > 0)
                    _grants = _grants.With(changes.Items);
                (_feed, _revision) = (changes.Feed, changes.Revision);
                if (changes.IsComplete)
                    return _grants;
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}
