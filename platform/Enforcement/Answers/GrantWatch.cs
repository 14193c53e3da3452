using System.Collections.Concurrent;
using MeshStarter.Platform.Enforcement.Bundles;
using MeshStarter.Platform.Enforcement.Grants;
using MeshStarter.Policy.Decisions;

namespace MeshStarter.Platform.Enforcement.Answers;

/// <summary>Ends answers that rest on a grant when the grant ends: an open stream, a query that runs, pages that wait to be read.</summary>
public sealed class GrantWatch : IDisposable
{
    /// <summary>The word that an answer ends with.</summary>
    public const string Revoked = "grant-revoked";

    /// <summary>The sentence that an answer ends with.</summary>
    public const string Reason = Revoked + ": the grant that this answer rests on has ended or was taken back. Ask again to get what you may see now.";

    // The end by the clock; a revocation is reported at once.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly PolicyBundleClient _policy;
    private readonly GrantClient _grants;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<GrantedAnswer, byte> _watched = new();

    /// <summary>Creates the watch; called by <see cref="EnforcementExtensions.AddPolicyBundle"/>.</summary>
    public GrantWatch(PolicyBundleClient policy, GrantClient grants, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(grants);
        (_policy, _grants, _time) = (policy, grants, time);
        _grants.Changed = OnChanged;
    }

    /// <summary>Calls <paramref name="onEnded"/> once when a grant that one of the decisions rests on is no longer in force, at once where it is not now.</summary>
    /// <param name="decisions">The decisions about an answer.</param>
    /// <param name="onEnded">Ends the answer; it must not block.</param>
    /// <returns>Ends the watch; null where no decision rests on a grant.</returns>
    public GrantedAnswer? Watch(IEnumerable<PolicyDecision> decisions, Action onEnded)
    {
        ArgumentNullException.ThrowIfNull(decisions);
        PolicyDecision[] granted = [.. decisions.Where(decision => decision.Grants.Count > 0)];
        if (granted.Length == 0)
        {
            return null;
        }

        var watched = new GrantedAnswer(this, granted, onEnded);
        _watched.TryAdd(watched, 0);
        // After it is listed: a change in between is noticed by one or the other.
        watched.Begin(_time, Interval);
        return watched;
    }

    /// <summary>Whether every grant that a decision rests on is in force.</summary>
    public bool Supports(PolicyDecision decision)
    {
        ArgumentNullException.ThrowIfNull(decision);
        return decision.Grants.Count == 0 || (_policy.TryGetCurrent(out var bundle) && bundle.Supports(decision));
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _grants.Changed = null;
        foreach (var watched in _watched.Keys)
        {
            watched.Dispose();
        }
    }

    private void OnChanged()
    {
        foreach (var watched in _watched.Keys)
        {
            watched.Check();
        }
    }

    /// <summary>Forgets an answer that has ended.</summary>
    internal void Remove(GrantedAnswer answer) => _watched.TryRemove(answer, out _);
}
