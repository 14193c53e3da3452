using System.Text.Json.Serialization;
using MeshStarter.Contracts.Rows;

namespace MeshStarter.Contracts.Benchmarks;

/// <summary>An event of the shop, as the build makes its record of the contract.</summary>
[JsonNumberHandling(JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.AllowNamedFloatingPointLiterals)]
internal sealed record OrderEvent(
    Guid EventId, Guid OrderId, string EventType, Guid CustomerId, decimal Total, string? CustomerEmail, string? CustomerAddress, IReadOnlyList<OrderItem?> Items, DateTimeOffset OccurredAt) : IRowRecord
{
    IReadOnlyList<KeyValuePair<string, object?>> IRowRecord.Values =>
    [
        new("event_id", EventId),
        new("order_id", OrderId),
        new("event_type", EventType),
        new("customer_id", CustomerId),
        new("total", Total),
        new("customer_email", CustomerEmail),
        new("customer_address", CustomerAddress),
        new("items", Items),
        new("occurred_at", OccurredAt),
    ];
}

/// <summary>An item of it.</summary>
[JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
internal sealed record OrderItem(Guid? ProductId, int? Quantity, decimal? Price) : IRowRecord
{
    IReadOnlyList<KeyValuePair<string, object?>> IRowRecord.Values => [new("product_id", ProductId), new("quantity", Quantity), new("price", Price)];
}
