using MeshStarter.Policy.Decisions;

namespace MeshStarter.Platform.Enforcement.Answers;

/// <summary>An answer that rests on grants, as <see cref="GrantWatch"/> watches it until it is disposed.</summary>
public sealed class GrantedAnswer : IDisposable
{
    private readonly GrantWatch _watch;
    private readonly PolicyDecision[] _decisions;
    private readonly Action _onEnded;
    private ITimer? _timer;
    private int _isOver;

    internal GrantedAnswer(GrantWatch watch, PolicyDecision[] decisions, Action onEnded) => (_watch, _decisions, _onEnded) = (watch, decisions, onEnded);

    /// <summary>Whether every grant is in force now; the watch notices an end a moment later.</summary>
    public bool IsInForce => Array.TrueForAll(_decisions, _watch.Supports);

    /// <inheritdoc />
    public void Dispose()
    {
        Interlocked.Exchange(ref _isOver, 1);
        Remove();
    }

    internal void Begin(TimeProvider time, TimeSpan interval)
    {
        Check();
        _timer = time.CreateTimer(static answer => ((GrantedAnswer)answer!).Check(), this, interval, interval);
        if (Volatile.Read(ref _isOver) != 0)
        {
            _timer.Dispose();
        }
    }

    internal void Check()
    {
        if (!IsInForce && Interlocked.Exchange(ref _isOver, 1) == 0)
        {
            _onEnded();
            Remove();
        }
    }

    private void Remove()
    {
        _watch.Remove(this);
        _timer?.Dispose();
    }
}
