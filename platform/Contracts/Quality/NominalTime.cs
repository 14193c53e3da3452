namespace MeshStarter.Contracts.Quality;

/// <summary>A window of time that a run computes, as OpenLineage's facet <c>nominalTime</c> (specification 2-0-2) has it.</summary>
/// <param name="From">The start of the window.</param>
/// <param name="To">The end of the window, which it does not have any more.</param>
public sealed record NominalTime(DateTimeOffset From, DateTimeOffset To);
