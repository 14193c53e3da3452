using System.Diagnostics;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.Policy.Decisions;

namespace MeshStarter.Platform.Enforcement.Reporting;

/// <summary>Makes the audit record of a decision about a principal.</summary>
public static class PrincipalRecords
{
    /// <summary>Returns the record of a decision as of now, correlated with the current trace. What was decided about, and by which rules, the caller adds.</summary>
    /// <param name="principal">The principal.</param>
    /// <param name="time">The clock.</param>
    /// <param name="service">The service that decided.</param>
    /// <param name="action">One of <see cref="AuditActions"/>.</param>
    /// <param name="permit">Whether it was permitted.</param>
    /// <param name="reason">The reason.</param>
    public static AuditRecord ToRecord(this Principal principal, TimeProvider time, string service, string action, bool permit, string reason)
    {
        ArgumentNullException.ThrowIfNull(principal);
        ArgumentNullException.ThrowIfNull(time);
        var now = time.GetUtcNow();
        return new AuditRecord
        {
            Id = Guid.CreateVersion7(now),
            OccurredAt = now,
            Service = service,
            Subject = principal.Subject,
            SubjectDomain = principal.Domain,
            Roles = principal.Roles,
            Purposes = principal.Purposes,
            Action = action,
            Permit = permit,
            Reason = reason,
            CorrelationId = Activity.Current?.TraceId.ToString(),
        };
    }

    /// <summary>Returns the record of the end of an answer that a decision permitted.</summary>
    /// <param name="decision">The record of the decision.</param>
    /// <param name="time">The clock.</param>
    /// <param name="outcome">One of <see cref="AuditOutcomes"/>.</param>
    /// <param name="rows">The rows that were given out.</param>
    /// <param name="columns">The columns that the answer was made of; null where they are not known.</param>
    /// <param name="reason">How it ended, in a sentence without a value of a row.</param>
    public static AuditRecord ToEnd(this AuditRecord decision, TimeProvider time, string outcome, long rows, IReadOnlyList<string>? columns, string reason)
    {
        ArgumentNullException.ThrowIfNull(decision);
        ArgumentNullException.ThrowIfNull(time);
        var now = time.GetUtcNow();
        return decision with
        {
            Id = Guid.CreateVersion7(now),
            OccurredAt = now,
            Action = AuditActions.Ended,
            Reason = reason,
            RuleIds = [],
            MaskedColumns = columns is null ? decision.MaskedColumns : [.. decision.MaskedColumns.Intersect(columns, StringComparer.OrdinalIgnoreCase)],
            Columns = columns,
            Outcome = outcome,
            Rows = rows,
            Follows = decision.Id,
            Concealed = null,
        };
    }
}
