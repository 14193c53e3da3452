using System.Text.Json.Serialization;

namespace MeshStarter.Contracts;

/// <summary>A page of the audit trail, newest first.</summary>
/// <param name="Items">The records of this page.</param>
/// <param name="Next">Pass it as <c>before</c> to get the next page; null on the last page, and said so.</param>
public sealed record AuditPage(
    IReadOnlyList<AuditRecord> Items,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Next)
{
    /// <summary>The decisions behind the ends of answers on this page, as far as they are on another one: their rules say why something was in clear.</summary>
    public IReadOnlyList<AuditRecord> Decisions { get; init; } = [];

    /// <summary>What the caller sees of the trail.</summary>
    public AuditScope Scope { get; init; }
}
