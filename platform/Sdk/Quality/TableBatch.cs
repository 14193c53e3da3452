using System.Globalization;
using MeshStarter.Contracts;
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
    /// <summary>Names the batch: the same rows are the same batch.</summary>
    public string Id => TableWriter.BatchId(First, Last);

    /// <summary>The batch of some events, which are not none.</summary>
    public static TableBatch Of(IReadOnlyList<OutboxEvent> events) => new(events[0].Position, events[^1].Position, events.Count);

    /// <summary>Where the rows come from.</summary>
    /// <param name="domain">The domain whose outbox it is.</param>
    /// <param name="inputs">What they were made of alongside the domain's own tables.</param>
    public BatchOrigin OriginIn(string domain, IReadOnlyList<ProductInput> inputs) => new(
        Id, [new ReadDataset($"{domain}.outbox", Text(Last)), .. inputs.Select(input => new ReadDataset(input.Product.Reference.ToString(), Text(input.Position)))], Columns: null);

    private static string Text(long version) => version.ToString(CultureInfo.InvariantCulture);
}
