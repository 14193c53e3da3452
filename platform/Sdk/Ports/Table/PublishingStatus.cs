using MeshStarter.Contracts;

namespace MeshStarter.Sdk.Ports.Table;

/// <summary>Whether a product's rows reach its table.</summary>
/// <param name="Product">The product.</param>
/// <param name="Major">The major version.</param>
/// <param name="Position">How far the table has come in the outbox; null, as what follows from it, while no one can say.</param>
/// <param name="RowsWaiting">How many rows the outbox has after it.</param>
/// <param name="WaitingSince">When the first of them was emitted; null when there is none.</param>
/// <param name="Failing">Why they do not come; null when they do.</param>
internal sealed record PublishingStatus(DataProductId Product, int Major, long? Position, long? RowsWaiting, DateTimeOffset? WaitingSince, PublishingFailure? Failing);
