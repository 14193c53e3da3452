using MeshStarter.Contracts;
using MeshStarter.ServiceDefaults.Problems;

namespace MeshStarter.Platform.Enforcement.Journal;

/// <summary>Thrown when a decision cannot be written to the audit journal: a request that cannot be audited must be refused. Unhandled, it is answered with 503 of type <c>audit-unavailable</c>.</summary>
public sealed class AuditUnavailableException : UnavailableException
{
    /// <summary>Creates the exception.</summary>
    public AuditUnavailableException() : this("The audit trail cannot take this decision now.") { }

    /// <summary>Creates the exception with a message.</summary>
    public AuditUnavailableException(string message) : base(message) { }

    /// <summary>Creates the exception with a message and its cause.</summary>
    public AuditUnavailableException(string message, Exception? innerException) : base(message, innerException) { }

    /// <inheritdoc/>
    public override string ProblemType => ProblemTypes.AuditUnavailable;
}
