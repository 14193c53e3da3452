namespace MeshStarter.Sdk.Outbox;

/// <summary>
/// Wakes callers that wait for new events. A caller takes <see cref="Next"/> first, then reads, then waits: so it does not miss an event that comes
/// between the read and the wait.
/// </summary>
internal sealed class OutboxSignal
{
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when events come after this task was taken.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    /// <summary>Wakes all waiting callers.</summary>
    public void Pulse() =>
        Interlocked.Exchange(ref _next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
}
