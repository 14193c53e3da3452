namespace MeshStarter.Sdk.Retention;

/// <summary>One run of a product's retention.</summary>
/// <param name="RanAt">When it runs.</param>
/// <param name="Cutoff">What is older goes.</param>
internal sealed record RetentionRun(DateTimeOffset RanAt, DateTimeOffset Cutoff);
