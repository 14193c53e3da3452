namespace MeshStarter.Contracts.Quality;

/// <summary>A product's rows do not reach its table. Why, its own people know: a reason may name a value.</summary>
/// <param name="FailingSince">Since when.</param>
public sealed record PublishingState(DateTimeOffset FailingSince);
