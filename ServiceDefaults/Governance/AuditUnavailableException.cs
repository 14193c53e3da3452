namespace MeshStarter.ServiceDefaults.Governance;

/// <summary>The audit queue is full: what cannot be audited must be refused. Answered as 503 where no one catches it.</summary>
public sealed class AuditUnavailableException : Exception
{
    /// <summary>The audit queue is full.</summary>
    public AuditUnavailableException() : this("The audit trail cannot take this decision now.") { }

    /// <summary>The audit queue is full, and why.</summary>
    public AuditUnavailableException(string message) : base(message) { }

    /// <summary>The audit queue is full, why, and what led to it.</summary>
    public AuditUnavailableException(string message, Exception? innerException) : base(message, innerException) { }
}
