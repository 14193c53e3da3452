using System.Globalization;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;
using MeshStarter.Sdk.Consuming;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Sdk.Lineage;

/// <summary>Finds what each product of this domain is derived from. It is recorded when rows are emitted; no declaration is needed.</summary>
/// <param name="database">The domain's database.</param>
/// <param name="checkpoints">The positions of its handlers.</param>
/// <param name="followed">The streams that its handlers follow.</param>
internal sealed class ProductInputs(NpgsqlDataSource database, Checkpoints checkpoints, IEnumerable<ConsumedStream> followed)
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

    /// <summary>Returns the streams that a product is derived from, each with the position that the domain has handled. One that no handler follows any more is none of them.</summary>
    public async Task<IReadOnlyList<ReadDataset>> StreamsAsync(ProductMajorVersion product, CancellationToken cancellationToken)
    {
        var recorded = await database.QueryAsync<ProductMajorVersion>(
            "SELECT input FROM mesh.product_inputs WHERE product = @Product ORDER BY input", new { Product = product.ToString() }, cancellationToken);
        List<(string Input, long Position)> handled = [];
        foreach (var stream in followed.Where(stream => recorded.Any(input => input.Product == stream.Product.Product)))
        {
            handled.AddRange((await checkpoints.HandledAsync([stream], cancellationToken)).Select(input => (input.Key, input.Value)));
        }

        // Several handlers may follow one stream: its position is the one that all of them have handled, of those that have handled some of it.
        var positions = handled.Where(input => input.Position > 0).ToLookup(input => input.Input, input => input.Position, StringComparer.Ordinal);
        return [.. recorded.Where(input => positions.Contains(input.ToString())).Select(input => new ReadDataset(input.Reference.ToString(), Text(positions[input.ToString()].Min())))];
    }

    private static string Text(long position) => position.ToString(CultureInfo.InvariantCulture);
}
