namespace MeshStarter.Contracts.Access;

/// <summary>The state of a request for access, and of the grant that it became. On the wire in lower case.</summary>
public enum AccessState
{
    /// <summary>Not yet decided by all who must decide.</summary>
    Requested,

    /// <summary>Declined.</summary>
    Declined,

    /// <summary>Not decided by all who must decide before the end that was requested, or a decision's earlier one.</summary>
    Lapsed,

    /// <summary>Withdrawn by who asked.</summary>
    Withdrawn,

    /// <summary>Granted and in force.</summary>
    Active,

    /// <summary>In force, and about to end.</summary>
    Expiring,

    /// <summary>At its end.</summary>
    Expired,

    /// <summary>Taken back before its end.</summary>
    Revoked,

    /// <summary>Without effect as long as its principal is suspended.</summary>
    Suspended,
}
