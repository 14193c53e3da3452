using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
using MeshStarter.Sdk.Publishing;

namespace MeshStarter.Sdk.Tests.Outbox;

/// <summary>A row of a product of the tests' own.</summary>
internal sealed record OrderPlaced(Guid EventId, Guid OrderId, decimal Total, DateTimeOffset OccurredAt)
{
    public static ProductMajorVersion Product { get; } = new(DataProductId.Parse("orders.order_placed"), 1);

    public static DataProductDescriptor Descriptor { get; } = new()
    {
        Name = Product.Product,
        Owner = "orders-team@company.com",
        Schema =
        [
            new ColumnDefinition { Name = "event_id", Type = ColumnType.Parse("UUID"), Required = true },
            new ColumnDefinition { Name = "order_id", Type = ColumnType.Parse("UUID"), Required = true },
            new ColumnDefinition { Name = "total", Type = ColumnType.Parse("DECIMAL(18,2)"), Required = true },
            new ColumnDefinition { Name = "occurred_at", Type = ColumnType.Parse("TIMESTAMP"), Required = true },
        ],
        Key = ["order_id"],
    };

    public static DataProductPublisher Publisher { get; } = new(ProductContract.Of(Descriptor), TimeProvider.System);

    public static OrderPlaced Number(int number) => new(
        StableId.Of($"event/{number}"), StableId.Of($"order/{number}"), number, new DateTimeOffset(2026, 1, 31, 12, 30, 0, TimeSpan.FromHours(-3)));
}
