namespace MeshStarter.Contracts;

/// <summary>What a check said last.</summary>
/// <param name="Result">Of the newest batch.</param>
/// <param name="CheckedAt">When.</param>
public sealed record CheckStatus(CheckResult Result, DateTimeOffset CheckedAt);
