namespace MeshStarter.Governance.Policies;

/// <summary>The bundle that is in force, and the signal that another one is.</summary>
/// <param name="first">The first one.</param>
/// <param name="time">The time, by which rules begin.</param>
internal sealed class BundleSource(BundleFile first, TimeProvider time)
{
    private volatile State _state = new(first);

    /// <summary>The bundle in force, with the rules that are there now. Take it once per request, so that one request is decided by one version.</summary>
    public BundleFile Current
    {
        get
        {
            var state = _state;
            var rules = state.Bundle.Rules.AsOf(time.GetUtcNow());
            return ReferenceEquals(rules, state.Bundle.Rules) ? state.Bundle : state.Bundle with { Rules = rules };
        }
    }

    /// <summary>Puts another bundle into force and answers every <see cref="WaitAsync"/>; one of the same tag, or of an earlier revision, changes nothing.</summary>
    /// <returns>Whether it is another one.</returns>
    public bool Replace(BundleFile bundle)
    {
        while (true)
        {
            var before = _state;
            if (before.Bundle.Tag == bundle.Tag || bundle.Revision < before.Bundle.Revision)
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref _state, new State(bundle), before) == before)
            {
                before.Replaced.TrySetResult();
                return true;
            }
        }
    }

    /// <summary>Waits until a bundle with another tag is in force, and for so long at most.</summary>
    public async Task WaitAsync(string tag, TimeSpan most, CancellationToken cancellationToken)
    {
        var state = _state;
        if (state.Bundle.Tag == tag)
        {
            await state.Replaced.Task.WaitAsync(most, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private sealed record State(BundleFile Bundle)
    {
        public TaskCompletionSource Replaced { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
