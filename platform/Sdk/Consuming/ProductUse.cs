using MeshStarter.Platform.Sql.Conditions;

namespace MeshStarter.Sdk.Consuming;

/// <summary>A place of a question where a product is read.</summary>
/// <param name="Product">The product.</param>
/// <param name="Condition">The condition on its rows: other rows are not read.</param>
internal sealed record ProductUse(Subscription Product, RowCondition Condition);
