using System.Globalization;
using MeshStarter.Contracts;
using MeshStarter.Lake;
using MeshStarter.Sdk.Lineage;
using MeshStarter.Sdk.Outbox;

namespace MeshStarter.Sdk.Quality;

/// <summary>A batch of rows from the outbox for a product's table.</summary>
/// <param name="First">Position of the first row.</param>
/// <param name="Last">Position of the last row.</param>
/// <param name="Rows">The number of rows.</param>
internal sealed record TableBatch(long First, long Last, long Rows)
{
    /// <summary>The batch's id: the same rows are the same batch.</summary>
    public string Id => TableWriter.BatchId(First, Last);

    /// <summary>Returns the batch of some entries, at least one.</summary>
    public static TableBatch Of(IReadOnlyList<OutboxEvent> entries) => new(entries[0].Position, entries[^1].Position, entries.Count(entry => entry.Data is not null));

    /// <summary>Returns the origin of the rows.</summary>
    /// <param name="domain">The domain of the outbox.</param>
    /// <param name="inputs">The products that the rows were derived from, in addition to the domain's own tables.</param>
    /// <param name="sources">The tables of the operational side.</param>
    public BatchOrigin OriginIn(string domain, IReadOnlyList<ProductInput> inputs, IReadOnlyList<ReadDataset> sources) => new(
        Id, [new ReadDataset($"{domain}.outbox", Text(Last)), .. inputs.Select(input => new ReadDataset(input.Product.Reference.ToString(), Text(input.Position))), .. sources], Columns: null);

    private static string Text(long version) => version.ToString(CultureInfo.InvariantCulture);
}
