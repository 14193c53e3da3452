using System.Globalization;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;
using MeshStarter.Sdk.Outbox;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Sdk.Lineage;

/// <summary>Finds what each product of this domain is derived from. It is recorded when rows are emitted; no declaration is needed.</summary>
internal sealed class ProductInputs(NpgsqlDataSource database)
{
    /// <summary>Returns the origin of a batch of rows from the outbox: the outbox itself, the streams, and the tables and files of the operational side.</summary>
    /// <param name="product">The product of the rows.</param>
    /// <param name="batchId">The batch.</param>
    /// <param name="last">The position of its last row.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    public async Task<BatchOrigin> OriginAsync(ProductMajorVersion product, string batchId, long last, CancellationToken cancellationToken) => new(
        batchId,
        [new ReadDataset($"{product.Product.Domain}.outbox", Text(last)), .. await StreamsAsync(product, cancellationToken), .. await ProductSources.OfAsync(database, product, cancellationToken)],
        Columns: null);

    /// <summary>Returns the streams that a product is derived from, each with the position that the domain has handled.</summary>
    public async Task<IReadOnlyList<ReadDataset>> StreamsAsync(ProductMajorVersion product, CancellationToken cancellationToken)
    {
        // Several handlers may follow one stream: its position is the one that all of them have handled.
        var rows = await database.QueryAsync<(string Input, string Handled)>(
            """
            SELECT inputs.input, min(checkpoints.last_event_id) FROM mesh.product_inputs AS inputs
            JOIN mesh.checkpoints ON checkpoints.product = inputs.input
            WHERE inputs.product = @Product AND checkpoints.last_event_id IS NOT NULL
            GROUP BY inputs.input ORDER BY inputs.input
            """,
            new { Product = product.ToString() },
            cancellationToken);
        List<ReadDataset> inputs = [];
        foreach (var row in rows)
        {
            if (ProductMajorVersion.TryParse(row.Input, out var input) && FeedPosition.TryParse(row.Handled, out var handled))
            {
                inputs.Add(new ReadDataset(input.Reference.ToString(), Text(handled.Position)));
            }
        }

        return inputs;
    }

    private static string Text(long position) => position.ToString(CultureInfo.InvariantCulture);
}
