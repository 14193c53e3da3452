using MeshStarter.Contracts.Products;

namespace MeshStarter.Governance.Audit;

/// <summary>The criteria of the records to list; null leaves a criterion out.</summary>
/// <param name="Query">The criteria that are taken as they are written.</param>
/// <param name="Product">The product.</param>
/// <param name="Before">The place before which the records are.</param>
/// <param name="Limit">The most records.</param>
internal sealed record AuditFilter(AuditQuery Query, DataProductId? Product, AuditCursor? Before, int Limit)
{
    /// <summary>Whether a decision and the end of its answer are one: a criterion fits if either has it, and the time is the decision's.</summary>
    public bool IsJoined => Query.Joined == true;
}
