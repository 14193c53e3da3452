namespace MeshStarter.Governance.Access;

/// <summary>Wakes the enforcement points that wait for changes of grants.</summary>
internal sealed class GrantSignal
{
    private volatile TaskCompletionSource _next = New();

    /// <summary>Completes with the next change. Take it before reading what there is.</summary>
    public Task Next => _next.Task;

    /// <summary>Reports a change that is committed.</summary>
    public void Changed() => Interlocked.Exchange(ref _next, New()).TrySetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
