using MeshStarter.Platform.Enforcement.Bundles;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Platform.Enforcement.Answers;

/// <summary>An open answer, as <see cref="AnswerWatch"/> watches it until it is disposed.</summary>
public sealed class WatchedAnswer : IDisposable
{
    private readonly AnswerWatch _watch;
    private readonly PolicyBundleClient _policy;
    private readonly AnswerDecision[] _decisions;
    private readonly Action<AnswerEnd> _onEnded;
    private volatile Latest _latest;
    private int _isOver;

    internal WatchedAnswer(AnswerWatch watch, PolicyBundleClient policy, AnswerDecision[] decisions, Action<AnswerEnd> onEnded)
    {
        (_watch, _policy, _decisions, _onEnded) = (watch, policy, decisions, onEnded);
        _latest = new Latest(Digest: null, [.. decisions.Select(each => each.Decision)]);
    }

    /// <summary>Finds why the reader gets less now; null where it gets as much or more. The watch notices an end a moment later.</summary>
    public AnswerEnd? FindEnd()
    {
        var latest = _latest;
        if (!_policy.TryGetCurrent(out var bundle))
        {
            return latest.RestsOnGrants || Array.Exists(_decisions, each => each.Decision.Grants.Count > 0) ? AnswerEnd.OfGrant : null;
        }

        if (!Array.TrueForAll(_decisions, each => bundle.Supports(each.Decision)))
        {
            return AnswerEnd.OfGrant;
        }

        var isByOtherRules = bundle.Digest != latest.Digest;
        return isByOtherRules || !Array.TrueForAll(latest.Decisions, bundle.Supports) ? DecideAgain(bundle, isByOtherRules) : null;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Interlocked.Exchange(ref _isOver, 1);
        _watch.Remove(this);
    }

    internal void Check()
    {
        if (FindEnd() is { } end && Interlocked.Exchange(ref _isOver, 1) == 0)
        {
            _onEnded(end);
            _watch.Remove(this);
        }
    }

    private AnswerEnd? DecideAgain(PolicyBundle bundle, bool isByOtherRules)
    {
        var again = Array.ConvertAll(_decisions, each => each.Again(bundle));
        for (var i = 0; i < again.Length; i++)
        {
            if (_decisions[i].GivesMoreThan(again[i]))
            {
                return isByOtherRules ? AnswerEnd.OfRules : AnswerEnd.OfGrant;
            }
        }

        _latest = new Latest(bundle.Digest, again);
        return null;
    }

    /// <summary>The decisions by the rules that were in force last: what the reader gets may rest on other grants by then.</summary>
    /// <param name="Digest">The digest of the rules; null where it is not known by which the answer began.</param>
    /// <param name="Decisions">The decisions.</param>
    private sealed record Latest(string? Digest, PolicyDecision[] Decisions)
    {
        public bool RestsOnGrants => Array.Exists(Decisions, decision => decision.Grants.Count > 0);
    }
}
