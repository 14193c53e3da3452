using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Products;
using MeshStarter.Policy.Decisions;

namespace MeshStarter.Policy.Grants;

/// <summary>Grants by product and principal, as one immutable whole; a change makes another set.</summary>
public sealed class GrantSet
{
    private readonly Dictionary<Guid, GrantTerms> _byId;
    private readonly Dictionary<DataProductId, Dictionary<GrantHolder, ProductGrants>> _byProduct;

    private GrantSet(Dictionary<Guid, GrantTerms> byId, Dictionary<DataProductId, Dictionary<GrantHolder, ProductGrants>> byProduct) => (_byId, _byProduct) = (byId, byProduct);

    /// <summary>No grants.</summary>
    public static GrantSet Empty { get; } = new([], []);

    /// <summary>All grants that have not been taken back, those past their end included.</summary>
    public IReadOnlyCollection<GrantTerms> All => _byId.Values;

    /// <summary>The set of some grants.</summary>
    public static GrantSet Of(params IEnumerable<GrantTerms> grants) => Empty.With(grants);

    /// <summary>The set with changes; an ended grant is no longer in it.</summary>
    public GrantSet With(IEnumerable<GrantTerms> changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        var byId = new Dictionary<Guid, GrantTerms>(_byId);
        var changed = new HashSet<(GrantHolder Holder, DataProductId Product)>();
        foreach (var grant in changes)
        {
            if (byId.Remove(grant.Id, out var before))
            {
                changed.Add((GrantHolder.Of(before), before.Product));
            }

            if (!grant.IsEnded)
            {
                byId[grant.Id] = grant;
            }

            changed.Add((GrantHolder.Of(grant), grant.Product));
        }

        if (changed.Count == 0)
        {
            return this;
        }

        var existing = byId.Values.Where(grant => changed.Contains((GrantHolder.Of(grant), grant.Product))).ToLookup(grant => (GrantHolder.Of(grant), grant.Product));
        var byProduct = new Dictionary<DataProductId, Dictionary<GrantHolder, ProductGrants>>(_byProduct);
        foreach (var product in changed.GroupBy(each => each.Product))
        {
            var holders = byProduct.TryGetValue(product.Key, out var known) ? new Dictionary<GrantHolder, ProductGrants>(known) : [];
            foreach (var key in product)
            {
                if (existing.Contains(key))
                {
                    holders[key.Holder] = new ProductGrants([.. existing[key].OrderBy(grant => grant.Id)]);
                }
                else
                {
                    holders.Remove(key.Holder);
                }
            }

            if (holders.Count == 0)
            {
                byProduct.Remove(product.Key);
            }
            else
            {
                byProduct[product.Key] = holders;
            }
        }

        return new GrantSet(byId, byProduct);
    }

    /// <summary>The set without the grants that have ended at a time.</summary>
    public GrantSet Since(DateTimeOffset now) => With([.. _byId.Values.Where(grant => grant.Until <= now).Select(grant => grant with { IsEnded = true })]);

    /// <summary>The next time after <paramref name="now"/> at which a grant ends; the end of time where none does.</summary>
    public DateTimeOffset NextEnd(DateTimeOffset now) => _byId.Values.Select(grant => grant.Until).Where(end => end > now).DefaultIfEmpty(DateTimeOffset.MaxValue).Min();

    /// <summary>The grants of a product by their holders; null where there are none.</summary>
    internal IReadOnlyDictionary<GrantHolder, ProductGrants>? HoldersOf(DataProductId product) => _byProduct.GetValueOrDefault(product);

    internal ProductGrants? Find(Principal principal, DataProductId product) => HoldersOf(product)?.GetValueOrDefault(GrantHolder.Of(principal));

    /// <summary>The products that a principal has grants of.</summary>
    internal IEnumerable<DataProductId> ProductsOf(Principal principal)
    {
        var holder = GrantHolder.Of(principal);
        return _byProduct.Where(product => product.Value.ContainsKey(holder)).Select(product => product.Key);
    }

    internal bool IsActive(Guid id, DateTimeOffset now) => _byId.TryGetValue(id, out var grant) && grant.Until > now;
}
