using MeshStarter.Lake.Conditions;

namespace MeshStarter.Sdk.Consuming;

/// <summary>A place of a question where a product is read.</summary>
/// <param name="Product">The product.</param>
/// <param name="Condition">What is asked there of its rows: others are not looked at.</param>
internal sealed record ProductUse(Subscription Product, RowCondition Condition);
