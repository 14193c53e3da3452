using MeshStarter.Contracts;
using MeshStarter.Lake;

namespace MeshStarter.Sdk.Consuming;

/// <summary>A product that a consumer reads: the rows of its table's current snapshot, masked and filtered as policy says.</summary>
public sealed class Subscription : ConsumedRows
{
    private readonly DataProductConsumer _consumer;
    private readonly Uri _port;

    internal Subscription(DataProductConsumer consumer, ProductDetails details, Uri port)
    {
        _consumer = consumer;
        _port = port;
        Product = details.Name;
        Version = details.Version;
        Schema = details.Schema;
    }

    /// <summary>The product.</summary>
    public DataProductId Product { get; }

    /// <summary>The version of the contract that the rows are read by.</summary>
    public ProductVersion Version { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<ColumnDefinition> Schema { get; }

    internal override string Name => Product.Product;

    internal override async Task<string> SqlAsync(RowWorkspace workspace, IDictionary<Subscription, string> tables, CancellationToken cancellationToken)
    {
        if (!tables.TryGetValue(this, out var table))
        {
            table = $"t{tables.Count}";
            using var response = await _consumer.SendAsync(_port, Product.Domain, Product, cancellationToken);
            await using var rows = await response.Content.ReadAsStreamAsync(cancellationToken);
            try
            {
                await workspace.LoadAsync(table, Schema, rows, cancellationToken);
            }
            catch (IOException exception)
            {
                throw new HttpRequestException($"The rows of {Product} broke off and are not whole: {exception.Message}", exception);
            }

            tables.Add(this, table);
        }

        return $"SELECT * FROM {SqlIdentifier.Quote(table)}";
    }
}
