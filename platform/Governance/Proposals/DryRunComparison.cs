using MeshStarter.Contracts.Policies;
using MeshStarter.Contracts.Registration;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.Policy.Comparisons;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Governance.Proposals;

/// <summary>Compares what principals discover and see by two sets of rules. Pure.</summary>
internal static class DryRunComparison
{
    private const int MostEntries = 100;

    /// <summary>Compares, product by product.</summary>
    /// <returns>The classes of principals that the rules of all products distinguish, and the products.</returns>
    public static (int Classes, IReadOnlyList<DryRunPart> Products) Compare(DryRunInput input, CancellationToken cancellationToken)
    {
        PolicyBundle[] bundles = [input.Before, input.After];
        // The rules of one product's tightening are not everyone's to know: only for this product they distinguish principals.
        var classes = PrincipalClass.Of(bundles, rule => input.ProductOf(rule) is null);
        var (grants, subscriptions, reads) = (input.Grants.ToLookup(grant => grant.Product), input.Uses.Subscriptions.ToLookup(each => each.Product), input.Uses.Reads.ToLookup(each => each.Product));
        var parts = new List<DryRunPart>(input.Products.Count);
        foreach (var product in input.Products)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var own = input.Tightened.Any(each => each.Product == product.Name) ? PrincipalClass.Of(bundles, rule => input.ProductOf(rule) is not { } only || only == product.Name) : classes;
            var (granted, subscribed, read) = (grants[product.Name].ToList(), subscriptions[product.Name].ToList(), reads[product.Name].ToList());
            var resource = PolicyResource.FromProduct(product);
            List<Compared> subjects =
            [
                .. own.Select(each => new Compared(PolicyEffectSubject.Class, each.Name, each.For(resource))),
                .. granted.Select(grant => new Compared(PolicyEffectSubject.Grant, grant.Principal, input.Find(grant.Principal, domain: null, grant.IsService))),
                .. subscribed.Select(each => new Compared(PolicyEffectSubject.Subscription, each.Consumer, input.Find(each.Consumer, each.Domain)) { Kept = each.Columns ?? [] }),
                .. read.Select(each => new Compared(PolicyEffectSubject.Query, each.Principal, input.Find(each.Principal, each.Domain)) { Columns = each.Columns, Count = each.Queries }),
            ];
            parts.Add(Compare(input, product, resource, subjects) with
            {
                OwnClasses = own.Count - classes.Count,
                Grants = granted.Count,
                Subscriptions = subscribed.Count,
                Queries = read.Sum(each => each.Queries),
            });
        }

        return (classes.Count, parts);
    }

    private static DryRunPart Compare(DryRunInput input, ProductDetails product, PolicyResource resource, List<Compared> subjects)
    {
        var effects = new DryRunEffects(MostEntries);
        // One plan of a resource is cached: first all by the one bundle, then all by the other.
        var pairs = input.Pairs.Select(pair => (
            Before: subjects.ConvertAll(each => SeenColumns.Of(pair.Before, each.Principal, resource)),
            WasFound: subjects.ConvertAll(each => PolicyEngine.Decide(pair.Before, each.Principal, PolicyAction.Discover, resource).Permit),
            After: subjects.ConvertAll(each => SeenColumns.Of(pair.After, each.Principal, resource)),
            IsFound: subjects.ConvertAll(each => PolicyEngine.Decide(pair.After, each.Principal, PolicyAction.Discover, resource).Permit))).ToList();
        var all = product.Schema.Select(column => column.Name).ToList();
        var required = product.Schema.Where(column => column.Required).Select(column => column.Name).ToList();
        for (var i = 0; i < subjects.Count; i++)
        {
            var (subject, columns) = (subjects[i], subjects[i].Columns);
            var known = columns is null ? all : [.. columns.Where(column => all.Contains(column, StringComparer.OrdinalIgnoreCase))];
            if (columns is null && pairs.Select(pair => (Before: pair.WasFound[i], After: pair.IsFound[i])).FirstOrDefault(pair => pair.Before != pair.After) is var found && found.Before != found.After)
            {
                effects.Add(found.After, new PolicyEffect(subject.Subject, subject.Name, product.Name, [], Word(found.Before), Word(found.After), subject.Count, AuditActions.Discover));
            }

            foreach (var difference in pairs.SelectMany(pair => SeenColumns.Compare(pair.Before[i], pair.After[i], known)).DistinctBy(each => (each.IsPermitted, each.Before, each.After, string.Join('\n', each.Columns))))
            {
                effects.Add(difference.IsPermitted, new PolicyEffect(subject.Subject, subject.Name, product.Name, difference.Columns, difference.Before, difference.After, subject.Count)
                {
                    Needed = difference.IsPermitted ? [] : [.. difference.Columns.Where(column => required.Contains(column) && subject.Kept.Contains(column, StringComparer.OrdinalIgnoreCase))],
                });
            }
        }

        return effects.ToPart(product.Name);
    }

    private static string Word(bool isFound) => isFound ? "found" : "hidden";

    private sealed record Compared(PolicyEffectSubject Subject, string Name, Principal Principal)
    {
        public IReadOnlyList<string>? Columns { get; init; }

        /// <summary>The columns of a subscriber's copy of the contract.</summary>
        public IReadOnlyList<string> Kept { get; init; } = [];

        public int Count { get; init; } = 1;
    }
}
