using System.Globalization;
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

    /// <summary>The start of the window; null for one without bounds, or where the pipeline has no such window any more.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The end of the window, which it does not have any more.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>The number of the run among those of its window, from 1.</summary>
    public required int Generation { get; init; }

    /// <summary>The state.</summary>
    public required RunState State { get; init; }

    /// <summary>Gets the cause for which it was due; null for a reader who may not operate the product.</summary>
    public string? Cause { get; init; }

    /// <summary>Gets the person who requested it; null where no person did.</summary>
    public string? RequestedBy { get; init; }

    /// <summary>The time of the latest request: the run reads states of its inputs that are not older.</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>The time before which it does not start.</summary>
    public required DateTimeOffset NotBefore { get; init; }

    /// <summary>The number of processes that began it; left out in JSON while it is 0.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Starts { get; init; }

    /// <summary>The tries in its process; left out in JSON while it is 0.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
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

    /// <summary>Gets the rows of the window; null unless it succeeded, where the snapshot of an earlier try is expired, and for a reader from whom a rule keeps rows.</summary>
    public long? Rows { get; init; }

    /// <summary>The table's snapshot with the rows; null unless it succeeded.</summary>
    public long? SnapshotId { get; init; }

    /// <summary>Whether the table had exactly these rows before, so that the run committed nothing.</summary>
    public bool IsUnchanged { get; init; }

    /// <summary>The major version whose rows they are.</summary>
    [JsonIgnore]
    public ProductMajorVersion ProductMajorVersion => new(Product, Major);

    /// <summary>The id of the batch that it publishes, such as <c>inventory.daily_sales:2017-10-15T03:00Z:1</c>.</summary>
    [JsonIgnore]
    public string BatchId => $"{Product}:{Window}:{Generation.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>The run for a reader who may discover the product, but not operate it: window, state and times.</summary>
    public PipelineRun ForReaders() => this with { Cause = null, RequestedBy = null, Starts = 0, Attempts = 0, CancelledBy = null, Error = null, Inputs = null };
}
