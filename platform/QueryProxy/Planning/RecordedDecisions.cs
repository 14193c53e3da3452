using MeshStarter.Contracts.Products;
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
    private readonly List<(AuditRecord Decision, ProductMajorVersion Version)> _permitted = [];

    /// <summary>The decisions that permitted to read a product, one for each name of one, with the major version that it is about: an end follows each.</summary>
    public IReadOnlyCollection<(AuditRecord Decision, ProductMajorVersion Version)> Permitted
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
    /// <param name="version">The major version that it is about; null where it is about none.</param>
    /// <param name="written">Completes when it is on disk.</param>
    public void Add(AuditRecord record, ProductMajorVersion? version, Task written)
    {
        _pending.Add(written);
        if (record is not { Action: AuditActions.Read, Permit: true } || version is not { } read)
        {
            return;
        }

        lock (_lock)
        {
            _permitted.Add((record, read));
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
