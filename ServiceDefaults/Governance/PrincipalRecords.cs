using System.Diagnostics;
using MeshStarter.Contracts;
using MeshStarter.Policy;

namespace MeshStarter.ServiceDefaults.Governance;

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
}
