using MeshStarter.Lake;
using MeshStarter.Sdk.Lineage;
using MeshStarter.Sdk.Outbox;

namespace MeshStarter.Sdk.Quality;

/// <summary>Rows on their way from the outbox to a product's table.</summary>
/// <param name="First">Place of the first row.</param>
/// <param name="Last">Place of the last row.</param>
/// <param name="Rows">How many they are.</param>
internal sealed record TableBatch(long First, long Last, long Rows)
{
    /// <summary>What the rows were made of beside the domain's own tables.</summary>
    public IReadOnlyList<ProductInput> Inputs { get; init; } = [];

    /// <summary>Names the batch: the same rows are the same batch.</summary>
    public string Id => TableWriter.BatchId(First, Last);

    /// <summary>The batch of some events, which are not none.</summary>
    public static TableBatch Of(IReadOnlyList<OutboxEvent> events) => new(events[0].Position, events[^1].Position, events.Count);
}
