using MeshStarter.Contracts.Pipelines;

namespace MeshStarter.Catalog.Pipelines;

/// <summary>The runs that a reader requests.</summary>
/// <param name="State">Those in a state; null for all.</param>
/// <param name="From">Those of windows that begin at this time or later; null for all.</param>
/// <param name="To">Those of windows that begin before this time; null for all.</param>
/// <param name="IsLatest">Whether only the latest run of each window is meant.</param>
/// <param name="After">Those before this one, which ended the page before; null for the first page.</param>
internal sealed record RunFilter(RunState? State, DateTimeOffset? From, DateTimeOffset? To, bool IsLatest, long? After);
