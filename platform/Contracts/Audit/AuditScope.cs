namespace MeshStarter.Contracts;

/// <summary>What a caller sees of the audit trail.</summary>
public enum AuditScope
{
    /// <summary>All records.</summary>
    All,

    /// <summary>The records of the products that the caller may audit, and the caller's own.</summary>
    Products,

    /// <summary>The caller's own records.</summary>
    Own,
}
