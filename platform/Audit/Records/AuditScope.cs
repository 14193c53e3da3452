namespace MeshStarter.Platform.Audit.Records;

/// <summary>The parts of the audit trail that callers see.</summary>
public enum AuditScope
{
    /// <summary>All records.</summary>
    All,

    /// <summary>The records of the products that the caller may audit, and the caller's own.</summary>
    Products,

    /// <summary>The caller's own records.</summary>
    Own,
}
