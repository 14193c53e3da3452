using System.Text.Json.Serialization;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Pipelines;

/// <summary>A run of one window of a pipeline.</summary>
public sealed record PipelineRun
{
    /// <summary>Names the run in its domain.</summary>
    public required long Id { get; init; }

    /// <summary>The product that it computes.</summary>
    public required DataProductId Product { get; init; }

    /// <summary>The major version.</summary>
    public required int Major { get; init; }

    /// <summary>The window's name: its start in UTC, or <c>table</c>.</summary>
    public required string Window { get; init; }

    /// <summary>The window in local time, such as <c>2017-10-15</c>; null where the pipeline has no such window any more.</summary>
    public string? Label { get; init; }

    /// <summary>The number of the run among those of its window, from 1.</summary>
    public required int Generation { get; init; }

    /// <summary>The state.</summary>
    public required RunState State { get; init; }

    /// <summary>Gets the cause for which it was due.</summary>
    public required string Cause { get; init; }

    /// <summary>Gets the person who requested it; null where no person did.</summary>
    public string? RequestedBy { get; init; }

    /// <summary>The time of the latest request: the run reads states of its inputs that are not older.</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>The time before which it does not start.</summary>
    public required DateTimeOffset NotBefore { get; init; }

    /// <summary>The number of processes that began it.</summary>
    public int Starts { get; init; }

    /// <summary>The tries in its process.</summary>
    public int Attempts { get; init; }

    /// <summary>The time of its first start; null before.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>The time of its end; null before.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Gets the person who cancelled it; null where no one did.</summary>
    public string? CancelledBy { get; init; }

    /// <summary>Gets the reason for which it did not succeed; null where it did, or has not ended.</summary>
    public string? Error { get; init; }

    /// <summary>The snapshot of each input that it read, by the input's name; null before it read them.</summary>
    public IReadOnlyDictionary<string, long?>? Inputs { get; init; }

    /// <summary>The rows of the window; null unless it succeeded.</summary>
    public long? Rows { get; init; }

    /// <summary>The table's snapshot with the rows; null unless it succeeded.</summary>
    public long? SnapshotId { get; init; }

    /// <summary>The major version whose rows they are.</summary>
    [JsonIgnore]
    public ProductMajorVersion ProductMajorVersion => new(Product, Major);
}
