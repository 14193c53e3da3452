using System.Globalization;
using MeshStarter.Platform.Enforcement.Acknowledgement;
using MeshStarter.Platform.Enforcement.Journal;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeshStarter.Platform.Enforcement.Reporting;

/// <summary>Reports degraded while the audit journal cannot be written, or governance not be reached without one, grows because governance takes nothing, or keeps records that need an operator.</summary>
internal sealed class AuditHealthCheck(AuditClient audit) : IHealthCheck
{
    private const long WaitingLimit = 10_000;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult((Reason(audit.Chain) ?? Reason(audit.Journal)) is { } reason ? HealthCheckResult.Degraded(reason) : HealthCheckResult.Healthy());

    private static string? Reason(AcknowledgedChain? chain) =>
        chain?.Failure is { } failure ? $"Governance does not acknowledge audit records, so nothing is permitted: {failure}" : null;

    private static string? Reason(AuditJournal? journal)
    {
        if (journal is null)
        {
            return null;
        }

        if (journal.Failure is { } failure)
        {
            return $"The audit journal {journal.Folder} cannot be written: {failure.Message}";
        }

        if (File.Exists(Path.Combine(journal.Folder, JournalFiles.Refused)))
        {
            return $"Governance refused audit records, which are kept in {Path.Combine(journal.Folder, JournalFiles.Refused)}. Move the file away once they are dealt with.";
        }

        if (JournalFiles.Moved(journal.Folder) is [var moved, ..])
        {
            return $"Records of an audit journal that did not verify are in {moved} and not yet in the present one. Make room on its disk and restart the service.";
        }

        if (journal.Sequence - journal.Acknowledged is > WaitingLimit and var waiting)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{waiting} audit records wait in {journal.Folder} for governance. See that it runs and takes them: the journal grows until then.");
        }

        return Directory.EnumerateDirectories(journal.Folder, JournalFiles.Damaged + "*").FirstOrDefault() is { } damaged
            ? $"An audit journal that did not verify is kept in {damaged}. Move the folder away once it is examined."
            : null;
    }
}
