namespace MeshStarter.Payments.Billing;

/// <summary>What this domain reads of an order event: its own copy of the fields it needs.</summary>
internal sealed record OrderPlaced(Guid OrderId, string EventType, decimal Total, DateTimeOffset OccurredAt);
