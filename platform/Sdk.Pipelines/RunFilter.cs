using MeshStarter.Contracts.Pipelines;
namespace MeshStarter.Sdk.Pipelines;

/// <summary>Selects runs of a pipeline.</summary>
/// <param name="State">Their state; null for any.</param>
/// <param name="From">The earliest start of their windows; null for any.</param>
/// <param name="To">The time before which their windows start; null for any.</param>
/// <param name="Window">The name of their window; null for any.</param>
/// <param name="Before">The run before which they were requested; null for the newest.</param>
internal sealed record RunFilter(RunState? State = null, DateTimeOffset? From = null, DateTimeOffset? To = null, string? Window = null, long? Before = null);
