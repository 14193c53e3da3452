namespace MeshStarter.Governance.Policies;

/// <summary>The bundle that is in force, and the signal that another one is.</summary>
internal sealed class BundleSource(BundleFile first)
{
    private volatile State _state = new(first);

    /// <summary>The bundle in force. Take it once per request, so that one request is decided by one version.</summary>
    public BundleFile Current => _state.Bundle;

    /// <summary>Puts another bundle into force and answers every <see cref="WaitAsync"/>; one of the same tag changes nothing.</summary>
    public void Replace(BundleFile bundle)
    {
        var before = _state;
        if (before.Bundle.Tag != bundle.Tag)
        {
            _state = new State(bundle);
            before.Replaced.TrySetResult();
        }
    }

    /// <summary>Waits until a bundle with another tag is in force, and for so long at most.</summary>
    public async Task WaitAsync(string tag, TimeSpan most, TimeProvider time, CancellationToken cancellationToken)
    {
        var state = _state;
        if (state.Bundle.Tag == tag)
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(state.Replaced.Task, Task.Delay(most, time, end.Token));
            await end.CancelAsync();
        }
    }

    private sealed record State(BundleFile Bundle)
    {
        public TaskCompletionSource Replaced { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
