using MeshStarter.Portal.Quarantine;

namespace MeshStarter.Portal.Operations;

/// <summary>Rows that a product's service has not published yet.</summary>
/// <param name="RowsWaiting">The rows that wait; null while that is not known.</param>
/// <param name="WaitingSince">When the first of them was emitted; null when none waits.</param>
/// <param name="Failing">Why they are not published; null when they are.</param>
public sealed record WaitingRows(long? RowsWaiting, DateTimeOffset? WaitingSince, FailingPublish? Failing);
