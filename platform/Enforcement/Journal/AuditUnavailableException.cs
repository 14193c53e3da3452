using MeshStarter.Contracts;
using MeshStarter.ServiceDefaults.Problems;

namespace MeshStarter.Platform.Enforcement.Journal;

/// <summary>Thrown when a decision cannot be written to the audit journal: a request that cannot be audited must be refused. Unhandled, it is answered with 503 of type <c>audit-unavailable</c>.</summary>
/// <param name="message">The fault and the fix.</param>
/// <param name="innerException">The cause.</param>
public sealed class AuditUnavailableException(string message, Exception? innerException = null) : UnavailableException(message, innerException)
{
    /// <inheritdoc/>
    public override string ProblemType => ProblemTypes.AuditUnavailable;
}
