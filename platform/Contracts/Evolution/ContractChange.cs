namespace MeshStarter.Contracts.Evolution;

/// <summary>One difference between two contracts of a product.</summary>
/// <param name="Field">The changed term: <c>schema.total</c>, <c>key</c>, <c>quality.freshness_sla</c>.</param>
/// <param name="Message">How, as a sentence.</param>
/// <param name="Impact">The impact on readers.</param>
public sealed record ContractChange(string Field, string Message, ChangeImpact Impact)
{
    /// <summary><c>field: message</c>.</summary>
    public override string ToString() => $"{Field}: {Message}";
}
