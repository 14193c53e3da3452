using MeshStarter.Contracts.Quality;

namespace MeshStarter.Lake.Quality;

/// <summary>The result of a check, with rows that show what is wrong. The rows are visible to the domain alone.</summary>
/// <param name="Result">The check's result.</param>
/// <param name="Sample">A few of the failing rows, an object in JSON each; empty where the check passed or speaks of the whole batch.</param>
public sealed record CheckFinding(CheckResult Result, IReadOnlyList<string> Sample);
