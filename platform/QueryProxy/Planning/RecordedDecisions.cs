using MeshStarter.QueryProxy.Failures;
using MeshStarter.ServiceDefaults.Governance;

namespace MeshStarter.QueryProxy.Planning;

/// <summary>The decisions about one query on their way to the disk. They are written while the query is planned and runs.</summary>
internal sealed class RecordedDecisions
{
    private readonly Lock _lock = new();
    private Task _written = Task.CompletedTask;

    /// <summary>Adds a decision.</summary>
    /// <param name="written">Completes when it is on disk.</param>
    public void Add(Task written)
    {
        lock (_lock)
        {
            _written = _written.IsCompletedSuccessfully ? written : Task.WhenAll(_written, written);
        }
    }

    /// <summary>Whether one is known not to be on disk: nothing will be answered.</summary>
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

    /// <summary>Completes when all decisions are on disk; awaited before columns, rows or a refusal can be read.</summary>
    /// <exception cref="QueryFailedException">One cannot be written, so nothing is answered.</exception>
    public async Task WrittenAsync()
    {
        Task written;
        lock (_lock)
        {
            written = _written;
        }

        try
        {
            await written;
        }
        catch (AuditUnavailableException unavailable)
        {
            throw new QueryFailedException(new QueryFailure(TrinoErrorCode.AuditUnavailable, unavailable.Message), unavailable);
        }
    }
}
