using MeshStarter.Contracts.Access;
using MeshStarter.Policy.Grants;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Policy.Decisions;

/// <summary>
/// The rules of a bundle for one action on one product, reduced to their tests of the principal. Principals that the same rules apply to share one decision.
/// </summary>
internal sealed class ActionPlan
{
    private const int WordBits = 64;
    // Beyond it decisions are still made, only not kept: principals cannot fill the memory.
    private const int MaxDecisions = 64;

    private readonly PlannedRule[] _rules;
    private readonly DecisionMaker _maker;
    private readonly PolicyAction _action;
    private readonly string _owningDomain;
    private readonly string _bundleVersion;
    // Words of bits, one bit for each rule: at most 147, for as many rules as PolicyBounds takes.
    private readonly int _words;
    // Replaced as a whole by each addition, so that readers need no lock. An addition that is lost to another is made again.
    private volatile Cache _cached = new([], []);

    public ActionPlan(PolicyBundle bundle, PolicyResource resource, PolicyAction action)
    {
        _rules = [.. bundle.RulesFor(action).Select(rule => PlannedRule.For(rule, resource)).OfType<PlannedRule>()];
        _words = (_rules.Length + WordBits - 1) / WordBits;
        _action = action;
        _maker = new DecisionMaker(resource, action) { Bundle = bundle };
        _owningDomain = resource.Product.Domain;
        _bundleVersion = bundle.Version;
    }

    // On the path of every decision: plain loops, nothing allocated.
    public PolicyDecision Decide(Principal principal, ProductGrants? grants, DateTimeOffset now) => Shared(principal, grants, now).BoundTo(principal);

    // The decision that all principals share whom the same rules apply to.
    private PolicyDecision Shared(Principal principal, ProductGrants? grants, DateTimeOffset now)
    {
        if (grants?.ActiveAt(now) is { } active and > 0)
        {
            return DecideGranted(principal, grants, active);
        }

        Span<ulong> applying = stackalloc ulong[_words];
        Set(applying, principal, isGranted: false);
        return _cached.Find(applying) ?? Make(applying);
    }

    private PolicyDecision DecideGranted(Principal principal, ProductGrants grants, ulong active)
    {
        Span<ulong> without = stackalloc ulong[_words];
        Span<ulong> with = stackalloc ulong[_words];
        Set(without, principal, isGranted: false);
        Set(with, principal, isGranted: true);
        if (grants.Cached(this, _action, active, without, with) is { } cached)
        {
            return cached;
        }

        var decision = Of(Rules(without), Rules(with), grants.Of(active));
        grants.Cache(this, _action, active, without, with, decision);
        return decision;
    }

    private void Set(Span<ulong> applying, Principal principal, bool isGranted)
    {
        var rules = _rules;
        for (var i = 0; i < rules.Length; i++)
        {
            if (rules[i].Applies(principal, _owningDomain, isGranted))
            {
                applying[i / WordBits] |= 1UL << (i % WordBits);
            }
        }
    }

    private IReadOnlyList<AccessRule> Rules(ReadOnlySpan<ulong> applying)
    {
        var rules = new List<AccessRule>();
        for (var i = 0; i < _rules.Length; i++)
        {
            if ((applying[i / WordBits] & (1UL << (i % WordBits))) != 0)
            {
                rules.Add(_rules[i].Rule);
            }
        }

        return rules;
    }

    private PolicyDecision Of(IReadOnlyList<AccessRule> applying) => _maker.Make(applying) with { BundleVersion = _bundleVersion };

    private PolicyDecision Of(IReadOnlyList<AccessRule> without, IReadOnlyList<AccessRule> with, GrantTerms[] grants) =>
        _maker.Make(without, with, grants) with { BundleVersion = _bundleVersion };

    private PolicyDecision Make(ReadOnlySpan<ulong> applying)
    {
        var decision = Of(Rules(applying));
        if (_cached is { Decisions.Length: < MaxDecisions } cached)
        {
            _cached = new Cache([.. cached.Applying, .. applying], [.. cached.Decisions, decision]);
        }

        return decision;
    }

    /// <summary>Decisions and the rules, as bits, that each is made of, one behind the other: few places of memory are read for a decision.</summary>
    private sealed class Cache(ulong[] applying, PolicyDecision[] decisions)
    {
        public ulong[] Applying => applying;

        public PolicyDecision[] Decisions => decisions;

        public PolicyDecision? Find(ReadOnlySpan<ulong> bits)
        {
            if (bits.Length == 1)
            {
                return applying.AsSpan().IndexOf(bits[0]) is var only and >= 0 ? decisions[only] : null;
            }

            for (var i = 0; i < decisions.Length; i++)
            {
                if (bits.SequenceEqual(applying.AsSpan(i * bits.Length, bits.Length)))
                {
                    return decisions[i];
                }
            }

            return null;
        }
    }
}
