using MeshStarter.Contracts;
using MeshStarter.Sdk.Outbox;
using Npgsql;

namespace MeshStarter.Sdk.Lineage;

/// <summary>Which streams each product of this domain is made of. It is found out where rows are emitted: no one declares it.</summary>
internal sealed class ProductInputs(NpgsqlDataSource database)
{
    /// <summary>What a product is made of, each input with how far the domain has handled it by now.</summary>
    public async Task<IReadOnlyList<ProductInput>> OfAsync(ProductMajorVersion product, CancellationToken cancellationToken)
    {
        // Several handlers may follow one stream: what all of them have handled has come in.
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
