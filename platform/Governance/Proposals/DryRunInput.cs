using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Queries;
using MeshStarter.Contracts.Registration;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Rules;
using MeshStarter.ServiceDefaults.Identity;

namespace MeshStarter.Governance.Proposals;

/// <summary>The bundles, products and uses that a dry run compares.</summary>
/// <param name="Before">The rules in force, with the grants, as if all had begun and were enforced.</param>
/// <param name="After">The proposed rules, likewise.</param>
/// <param name="Products">The products.</param>
/// <param name="Uses">The subscriptions and recorded queries.</param>
/// <param name="Grants">The grants.</param>
/// <param name="People">Persons and services by name, as far as they are known.</param>
internal sealed record DryRunInput(PolicyBundle Before, PolicyBundle After, IReadOnlyList<ProductDetails> Products, CatalogUses Uses, IReadOnlyList<GrantTerms> Grants, IReadOnlyDictionary<string, Principal> People)
{
    /// <summary>The prefixes of the ids of the rules that are one product's, by a tightening.</summary>
    public IReadOnlyList<(string Prefix, DataProductId Product)> Tightened { get; init; } = [];

    /// <summary>The same two as they decide now; null where no rule of them begins or is enforced later.</summary>
    public (PolicyBundle Before, PolicyBundle After)? Now { get; init; }

    /// <summary>The pairs of bundles to compare.</summary>
    public IEnumerable<(PolicyBundle Before, PolicyBundle After)> Pairs => Now is { } now ? [(Before, After), now] : [(Before, After)];

    /// <summary>The product that a rule is a tightening of; null for a rule of all.</summary>
    public DataProductId? ProductOf(string rule) => Tightened.Where(each => rule.StartsWith(each.Prefix, StringComparison.Ordinal)).Select(each => (DataProductId?)each.Product).FirstOrDefault();

    /// <summary>A person or service; one that no record knows has no roles.</summary>
    public Principal Find(string name, string? domain, bool isService = false) =>
        People.TryGetValue(name, out var known) ? known with { Domain = domain ?? known.Domain } : new Principal(name, domain, isService ? [MeshRoles.Service] : [], []);
}
