using System.Text.Json.Serialization;

namespace MeshStarter.Platform.Audit.Records;

/// <summary>A page of the audit trail, newest first.</summary>
/// <param name="Items">The records of this page.</param>
/// <param name="Next">Pass it as <c>before</c> to get the next page; null on the last page, and said so.</param>
public sealed record AuditPage(
    IReadOnlyList<AuditRecord> Items,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Next)
{
    /// <summary>The ends of the answers that decisions of this page permitted, where they are read joined: they are no items then.</summary>
    public IReadOnlyList<AuditRecord> Ends { get; init; } = [];

    /// <summary>The part of the trail that the caller sees.</summary>
    public AuditScope Scope { get; init; }
}
