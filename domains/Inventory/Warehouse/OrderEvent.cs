namespace MeshStarter.Inventory.Warehouse;

/// <summary>What this domain reads of an order event: its own copy of the fields it needs.</summary>
internal sealed record OrderEvent(string EventType, IReadOnlyList<OrderedItem> Items, DateTimeOffset OccurredAt);
