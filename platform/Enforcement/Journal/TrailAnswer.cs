namespace MeshStarter.Platform.Enforcement.Journal;

/// <summary>Governance's answer to a batch: both null when it has stored it.</summary>
/// <param name="Refusal">The answer where it will never take the batch as it is.</param>
/// <param name="Failure">The reason why it is not known to have the batch; the same batch may be sent again.</param>
internal readonly record struct TrailAnswer(string? Refusal, string? Failure);
