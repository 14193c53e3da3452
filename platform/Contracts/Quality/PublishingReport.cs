namespace MeshStarter.Contracts;

/// <summary>Whether a product's rows reach its table, reported to the catalog by its own service when that changes.</summary>
/// <param name="Major">The major version.</param>
/// <param name="FailingSince">Since when what was emitted cannot be published; null once it can be.</param>
public sealed record PublishingReport(int Major, DateTimeOffset? FailingSince);
