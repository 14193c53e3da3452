using MeshStarter.QueryProxy.Failures;
using MeshStarter.ServiceDefaults.Governance;

namespace MeshStarter.QueryProxy.Planning;

/// <summary>The decisions about one query on their way to the disk. They are written while the query is planned and runs.</summary>
internal sealed class RecordedDecisions
{
    private readonly PendingDecisions _pending = new();

    /// <inheritdoc cref="PendingDecisions.HaveFailed"/>
    public bool HaveFailed => _pending.HaveFailed;

    /// <inheritdoc cref="PendingDecisions.Add"/>
    public void Add(Task written) => _pending.Add(written);

    /// <summary>Completes when all decisions are on disk; awaited before columns, rows or a refusal can be read.</summary>
    /// <exception cref="QueryFailedException">One cannot be written, so nothing is answered.</exception>
    public async Task WrittenAsync()
    {
        try
        {
            await _pending.WrittenAsync();
        }
        catch (AuditUnavailableException unavailable)
        {
            throw new QueryFailedException(new QueryFailure(TrinoErrorCode.AuditUnavailable, unavailable.Message), unavailable);
        }
    }
}
