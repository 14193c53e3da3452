namespace MeshStarter.ServiceDefaults.Governance;

/// <summary>The decisions of one request that are not yet known to be on disk.</summary>
internal sealed class PendingDecisions
{
    private readonly Lock _lock = new();
    private Task _written = Task.CompletedTask;

    /// <summary>Whether none is left to wait for.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_lock)
                return _written.IsCompletedSuccessfully;
        }
    }

    /// <summary>Adds a decision.</summary>
    /// <param name="written">Completes when it is on disk.</param>
    public void Add(Task written)
    {
        lock (_lock)
            _written = _written.IsCompletedSuccessfully ? written : Task.WhenAll(_written, written);
    }

    /// <summary>Completes when all are on disk.</summary>
    /// <exception cref="AuditUnavailableException">One could not be written.</exception>
    public Task WrittenAsync()
    {
        lock (_lock)
            return _written;
    }
}
