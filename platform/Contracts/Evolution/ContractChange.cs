using System.Text.Json.Serialization;
using MeshStarter.Contracts.Checks;

namespace MeshStarter.Contracts.Evolution;

/// <summary>One difference between two contracts of a product.</summary>
/// <param name="Field">The changed term: <c>schema.total</c>, <c>key</c>, <c>quality.freshness_sla</c>.</param>
/// <param name="Message">How, as a sentence.</param>
/// <param name="Impact">The impact on readers.</param>
public sealed record ContractChange(string Field, string Message, ChangeImpact Impact)
{
    /// <summary>The check of the later contract that is new or changed; null for another term, and for a check that is gone. Not on the wire: the message has it.</summary>
    [JsonIgnore]
    public QualityCheck? Check { get; init; }

    /// <summary><c>field: message</c>.</summary>
    public override string ToString() => $"{Field}: {Message}";
}
