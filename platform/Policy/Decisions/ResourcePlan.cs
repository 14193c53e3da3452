using MeshStarter.Policy.Grants;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Policy.Decisions;

/// <summary>The rules of a bundle for one product, prepared per action at its first use.</summary>
internal sealed class ResourcePlan(PolicyBundle bundle, PolicyResource resource)
{
    private static readonly int Actions = Enum.GetValues<PolicyAction>().Length;

    private readonly ActionPlan?[] _plans = new ActionPlan?[Actions];
    private readonly PolicyResource _inForce = resource.InForce(bundle);
    // Replaced as a whole, so that readers need no lock; two threads may make the same.
    private volatile Holders _holders = new(GrantSet.Empty, null);

    public bool IsFor(PolicyBundle otherBundle, PolicyResource otherResource) =>
        ReferenceEquals(bundle, otherBundle.Rules) && ReferenceEquals(resource, otherResource);

    public PolicyDecision Decide(PolicyBundle current, Principal principal, PolicyAction action)
    {
        if ((uint)action >= (uint)_plans.Length)
        {
            return PolicyDecision.Denied($"{(int)action} is no action that policy knows.");
        }

        var plan = _plans[(int)action] ??= new ActionPlan(bundle, _inForce, action);
        return plan.Decide(principal, HoldersIn(current.Grants).Find(principal), current.At);
    }

    // The product is looked up once for each set of grants, and not for each decision.
    private Holders HoldersIn(GrantSet grants) => _holders is { } known && ReferenceEquals(known.Grants, grants) ? known : _holders = new Holders(grants, grants.HoldersOf(resource.Product));

    /// <summary>The grants of the product in a set of grants, by their holders. The hashes of few holders are side by side, which is faster to read than a dictionary.</summary>
    private sealed class Holders
    {
        private const int Few = 64;

        private readonly IReadOnlyDictionary<GrantHolder, ProductGrants>? _byHolder;
        private readonly int[] _hashes = [];
        private readonly (GrantHolder Holder, ProductGrants Grants)[] _few = [];

        public Holders(GrantSet grants, IReadOnlyDictionary<GrantHolder, ProductGrants>? byHolder)
        {
            Grants = grants;
            if (byHolder is { Count: > Few })
            {
                _byHolder = byHolder;
                return;
            }

            _few = [.. (byHolder ?? new Dictionary<GrantHolder, ProductGrants>()).Select(each => (each.Key, each.Value))];
            _hashes = [.. _few.Select(each => HashOf(each.Holder.Principal))];
        }

        public GrantSet Grants { get; }

        public ProductGrants? Find(Principal principal)
        {
            if (_byHolder is not null)
            {
                return _byHolder.TryGetValue(GrantHolder.Of(principal), out var found) ? found : null;
            }

            if (_hashes.Length == 0)
            {
                return null;
            }

            var hash = HashOf(principal.Subject);
            for (var i = 0; i < _hashes.Length; i++)
            {
                if (_hashes[i] == hash && _few[i].Holder == GrantHolder.Of(principal))
                {
                    return _few[i].Grants;
                }
            }

            return null;
        }

        private static int HashOf(string principal) => principal.GetHashCode(StringComparison.Ordinal);
    }
}
