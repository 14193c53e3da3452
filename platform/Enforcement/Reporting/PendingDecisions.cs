using MeshStarter.Platform.Enforcement.Journal;

namespace MeshStarter.Platform.Enforcement.Reporting;

/// <summary>The decisions of one request or query on their way to the audit journal, or to governance.</summary>
public sealed class PendingDecisions
{
    private readonly Lock _lock = new();
    private Task _written = Task.CompletedTask;

    /// <summary>Whether none is left to wait for.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_lock)
            {
                return _written.IsCompletedSuccessfully;
            }
        }
    }

    /// <summary>Whether one is known not to be written: nothing may be answered.</summary>
    public bool HaveFailed
    {
        get
        {
            lock (_lock)
            {
                return _written.IsFaulted;
            }
        }
    }

    /// <summary>Adds a decision.</summary>
    /// <param name="written">Completes when it is written.</param>
    public void Add(Task written)
    {
        lock (_lock)
        {
            _written = _written.IsCompletedSuccessfully ? written : Task.WhenAll(_written, written);
        }
    }

    /// <summary>Completes when all are written.</summary>
    /// <exception cref="AuditUnavailableException">One could not be written.</exception>
    public Task WrittenAsync()
    {
        lock (_lock)
        {
            return _written;
        }
    }
}
