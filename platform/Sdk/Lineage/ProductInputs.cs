using MeshStarter.Contracts;
using MeshStarter.Sdk.Outbox;
using Npgsql;

namespace MeshStarter.Sdk.Lineage;

/// <summary>Finds the streams that each product of this domain is derived from. They are recorded when rows are emitted; no declaration is needed.</summary>
internal sealed class ProductInputs(NpgsqlDataSource database)
{
    /// <summary>Returns the tables and files of the operational side that a product is made from.</summary>
    public Task<IReadOnlyList<ReadDataset>> SourcesOfAsync(ProductMajorVersion product, CancellationToken cancellationToken) => ProductSources.OfAsync(database, product, cancellationToken);

    /// <summary>Returns the inputs of a product, each with the position that the domain has handled.</summary>
    public async Task<IReadOnlyList<ProductInput>> OfAsync(ProductMajorVersion product, CancellationToken cancellationToken)
    {
        // Several handlers may follow one stream: its position is the one that all of them have handled.
        await using var command = database.CreateCommand(
            """
            SELECT inputs.input, min(checkpoints.last_event_id) FROM mesh.product_inputs AS inputs
            JOIN mesh.checkpoints ON checkpoints.product = inputs.input
            WHERE inputs.product = $1 AND checkpoints.last_event_id IS NOT NULL
            GROUP BY inputs.input ORDER BY inputs.input
            """);
        command.Parameters.Add(new() { Value = product.ToString() });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<ProductInput> inputs = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            if (ProductMajorVersion.TryParse(reader.GetString(0), out var input) && FeedPosition.TryParse(reader.GetString(1), out var handled))
            {
                inputs.Add(new ProductInput(input, handled.Position));
            }
        }

        return inputs;
    }
}
