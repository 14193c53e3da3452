namespace MeshStarter.Sdk.Outbox;

/// <summary>
/// Wakes whoever waits for new events. Take <see cref="Next"/> before looking, then look, then wait: an event that comes
/// between the look and the wait is not missed.
/// </summary>
internal sealed class OutboxSignal
{
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when events came after this was taken.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    /// <summary>Wakes all who wait.</summary>
    public void Pulse() =>
        Interlocked.Exchange(ref _next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
}
