using MeshStarter.Sdk.Consuming;
using MeshStarter.Sdk.Publishing;

namespace MeshStarter.Sdk.Pipelines;

/// <summary>The rows of a window: rows of the engine, or objects of this program.</summary>
/// <typeparam name="TRow">The record that the build generates from the product's contract.</typeparam>
public sealed class PipelineResult<TRow>
    where TRow : class, IPublishedRow
{
    /// <summary>Takes consumed rows, which stay inside the engine.</summary>
    public PipelineResult(ConsumedRows rows) => Consumed = rows ?? throw new ArgumentNullException(nameof(rows));

    /// <summary>Takes records, which are held in memory until they are published, up to a gigabyte.</summary>
    public PipelineResult(IAsyncEnumerable<TRow> rows) => Records = rows ?? throw new ArgumentNullException(nameof(rows));

    /// <summary>Takes records.</summary>
    public PipelineResult(IEnumerable<TRow> rows)
        : this((rows ?? throw new ArgumentNullException(nameof(rows))).ToAsyncEnumerable())
    {
    }

    /// <summary>The consumed rows; null where they are records.</summary>
    internal ConsumedRows? Consumed { get; }

    /// <summary>The records; null where they are consumed rows.</summary>
    internal IAsyncEnumerable<TRow>? Records { get; }
}
