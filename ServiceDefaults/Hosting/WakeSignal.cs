namespace MeshStarter.ServiceDefaults.Hosting;

/// <summary>
/// Wakes waiting callers. A caller takes <see cref="Next"/> first, then reads, then waits: so it does not miss what comes between the read and the wait.
/// </summary>
public class WakeSignal
{
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes with the first <see cref="Pulse"/> after this task was taken.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    /// <summary>Wakes all waiting callers.</summary>
    public void Pulse() =>
        Interlocked.Exchange(ref _next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
}
