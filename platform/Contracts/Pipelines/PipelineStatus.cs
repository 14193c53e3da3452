using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Pipelines;

/// <summary>The status of a pipeline: its next due time, its pause, and its windows by state.</summary>
public sealed record PipelineStatus
{
    /// <summary>The product that it computes.</summary>
    public required DataProductId Product { get; init; }

    /// <summary>The major version.</summary>
    public required int Major { get; init; }

    /// <summary>Since when it is paused; null where it is not.</summary>
    public DateTimeOffset? PausedAt { get; init; }

    /// <summary>The person who paused it.</summary>
    public string? PausedBy { get; init; }

    /// <summary>The next time of its schedule; null where changes of its inputs make it due.</summary>
    public DateTimeOffset? NextDue { get; init; }

    /// <summary>The reason for which its inputs cannot be watched, or the rows that its first runs wait for; null for neither.</summary>
    public string? Problem { get; init; }

    /// <summary>The number of windows by the state of their latest run.</summary>
    public required IReadOnlyDictionary<string, int> Windows { get; init; }

    /// <summary>The latest run; null before the first.</summary>
    public PipelineRun? LastRun { get; init; }
}
