using MeshStarter.Contracts.Products;

namespace MeshStarter.Sdk.Ports.Table;

/// <summary>The publishing status of a product: whether its rows reach its table.</summary>
/// <param name="Product">The product.</param>
/// <param name="Major">The major version.</param>
/// <param name="Position">The table's position in the outbox; null, as the values derived from it, while it is not known.</param>
/// <param name="RowsWaiting">The number of rows in the outbox after that position.</param>
/// <param name="WaitingSince">The time at which the first of them was emitted; null when there is none.</param>
/// <param name="Failing">The reason why they are not published; null when they are.</param>
internal sealed record PublishingStatus(DataProductId Product, int Major, long? Position, long? RowsWaiting, DateTimeOffset? WaitingSince, PublishingFailure? Failing);
