namespace MeshStarter.Contracts;

/// <summary>One difference between two contracts of a product.</summary>
/// <param name="Field">What differs: <c>schema.total</c>, <c>key</c>, <c>quality.freshness_sla</c>.</param>
/// <param name="Message">How, as a sentence.</param>
/// <param name="Impact">What it means for readers.</param>
public sealed record ContractChange(string Field, string Message, ChangeImpact Impact)
{
    /// <summary><c>field: message</c>.</summary>
    public override string ToString() => $"{Field}: {Message}";
}
