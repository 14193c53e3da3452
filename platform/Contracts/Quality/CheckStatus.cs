namespace MeshStarter.Contracts.Quality;

/// <summary>The last result of a check.</summary>
/// <param name="Result">The result of the newest batch.</param>
/// <param name="CheckedAt">When.</param>
public sealed record CheckStatus(CheckResult Result, DateTimeOffset CheckedAt);
