using MeshStarter.Platform.Audit.Records;
using MeshStarter.Platform.Enforcement.Journal;
using MeshStarter.Platform.Enforcement.Reporting;
using MeshStarter.Platform.Sql.Failures;

namespace MeshStarter.QueryProxy.Planning;

/// <summary>The decisions about one query on their way to the disk. They are written while the query is planned and runs.</summary>
internal sealed class RecordedDecisions
{
    private readonly PendingDecisions _pending = new();
    private readonly Lock _lock = new();
    private readonly List<AuditRecord> _permitted = [];

    /// <summary>The decisions that permitted to read a product, one for each name of one: an end follows each.</summary>
    public IReadOnlyCollection<AuditRecord> Permitted
    {
        get
        {
            lock (_lock)
            {
                return [.. _permitted];
            }
        }
    }

    /// <inheritdoc cref="PendingDecisions.HaveFailed"/>
    public bool HaveFailed => _pending.HaveFailed;

    /// <summary>Adds a decision.</summary>
    /// <param name="record">Its record.</param>
    /// <param name="written">Completes when it is on disk.</param>
    public void Add(AuditRecord record, Task written)
    {
        _pending.Add(written);
        if (record is not { Action: AuditActions.Read, Permit: true, Product: not null })
        {
            return;
        }

        lock (_lock)
        {
            _permitted.Add(record);
        }
    }

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
