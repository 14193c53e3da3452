namespace MeshStarter.Sdk.Publishing;

/// <summary>
/// Publishes the rows that this handler returns: one row of the schema, several, or a task of them. The build makes a wrapper that
/// calls the handler and emits the rows in the caller's transaction; <c>OnOrderPlaced</c> is wrapped by <c>EmitOrderPlacedAsync</c>.
/// </summary>
/// <param name="schema">A product of this project, such as <c>orders.orders</c> (<c>orders.orders@1</c> for an older major version), or the schema alongside its descriptor, such as <c>orders/order_event.avsc</c>.</param>
/// <example><code>
/// [Emit(schema: "orders/order_event.avsc")]
/// OrderEvent OnOrderPlaced(Order order) => new(order.Id, "placed", order.CustomerId, order.Total, order.CreatedAt);
/// </code></example>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EmitAttribute(string schema) : Attribute
{
    /// <summary>The published schema: a product, or the schema alongside its descriptor.</summary>
    public string Schema { get; } = schema;
}
