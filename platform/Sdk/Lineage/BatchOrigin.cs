using System.Globalization;
using MeshStarter.Contracts;
using MeshStarter.Sdk.Quality;

namespace MeshStarter.Sdk.Lineage;

/// <summary>Where the rows of a batch come from.</summary>
/// <param name="BatchId">The batch.</param>
/// <param name="IsStream">Whether it is one of a stream of batches, or was made as a whole.</param>
/// <param name="Datasets">What was read, and which state of it; a state is null where there was none.</param>
/// <param name="ColumnsOf">What a column of the product was made from; nothing where that is not known.</param>
internal sealed record BatchOrigin(string BatchId, bool IsStream, IReadOnlyList<(string Name, string? Version)> Datasets, Func<string, IEnumerable<ColumnOrigin>> ColumnsOf)
{
    /// <summary>Rows of the domain's outbox.</summary>
    public static BatchOrigin OfOutbox(DataProductDescriptor product, TableBatch batch)
    {
        var outbox = $"{product.Name.Domain}.outbox";
        return new BatchOrigin(batch.Id, IsStream: true, [(outbox, Text(batch.Last)), .. batch.Inputs.Select(input => (input.Product.Reference.ToString(), Text(input.Position)))], column => [new ColumnOrigin(outbox, column)]);
    }

    /// <summary>Rows that a program made.</summary>
    public static BatchOrigin OfProgram(string batchId) => new(batchId, IsStream: false, [], _ => []);

    private static string Text(long version) => version.ToString(CultureInfo.InvariantCulture);
}
