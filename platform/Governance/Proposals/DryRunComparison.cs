using MeshStarter.Contracts;
using MeshStarter.Policy;

namespace MeshStarter.Governance.Proposals;

/// <summary>Compares what principals discover and see by two sets of rules. Pure.</summary>
internal static class DryRunComparison
{
    private const int MostEffects = 1_000;

    /// <summary>Compares.</summary>
    public static DryRunEffects Compare(DryRunInput input, CancellationToken cancellationToken)
    {
        var classes = PrincipalClass.Of(input.Before, input.After);
        var effects = new DryRunEffects(MostEffects) { Classes = classes.Count };
        var grants = input.Grants.ToLookup(grant => grant.Product);
        var subscriptions = input.Uses.Subscriptions.ToLookup(each => each.Product);
        var reads = input.Uses.Reads.ToLookup(each => each.Product);
        foreach (var product in input.Products)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var subjects = new List<(string Kind, string Name, Principal Principal, IReadOnlyList<string>? Columns, int Count)>();
            // Of a resource one plan is cached: first all by the one bundle, then all by the other.
            var resource = PolicyResource.FromProduct(product);
            subjects.AddRange(classes.Select(each => ("class", each.Name, each.For(resource), (IReadOnlyList<string>?)null, 1)));
            subjects.AddRange(grants[product.Name].Select(grant => ("grant", grant.Principal, input.Find(grant.Principal, domain: null, grant.IsService), (IReadOnlyList<string>?)null, 1)));
            subjects.AddRange(subscriptions[product.Name].Select(each => ("subscription", each.Consumer, input.Find(each.Consumer, each.Domain), (IReadOnlyList<string>?)null, 1)));
            subjects.AddRange(reads[product.Name].Select(each => ("query", each.Principal, input.Find(each.Principal, each.Domain), each.Columns, each.Queries)));
            var pairs = input.Pairs.Select(pair => (
                Before: subjects.ConvertAll(each => SeenColumns.Of(pair.Before, each.Principal, resource)),
                WasFound: subjects.ConvertAll(each => PolicyEngine.Decide(pair.Before, each.Principal, PolicyAction.Discover, resource).Permit),
                After: subjects.ConvertAll(each => SeenColumns.Of(pair.After, each.Principal, resource)),
                IsFound: subjects.ConvertAll(each => PolicyEngine.Decide(pair.After, each.Principal, PolicyAction.Discover, resource).Permit))).ToList();
            var all = product.Schema.Select(column => column.Name).ToList();
            for (var i = 0; i < subjects.Count; i++)
            {
                var (kind, name, _, columns, count) = subjects[i];
                var known = columns is null ? all : [.. columns.Where(column => all.Contains(column, StringComparer.OrdinalIgnoreCase))];
                if (columns is null && pairs.Select(pair => (Before: pair.WasFound[i], After: pair.IsFound[i])).FirstOrDefault(pair => pair.Before != pair.After) is var found && found.Before != found.After)
                    effects.Add(found.After, new PolicyEffect(kind, name, product.Name, [], Word(found.Before), Word(found.After), count, AuditActions.Discover));
                foreach (var difference in pairs.SelectMany(pair => SeenColumns.Compare(pair.Before[i], pair.After[i], known)).DistinctBy(each => (each.IsPermitted, each.Before, each.After, string.Join('\n', each.Columns))))
                    effects.Add(difference.IsPermitted, new PolicyEffect(kind, name, product.Name, difference.Columns, difference.Before, difference.After, count));
            }
        }

        return effects;
    }

    private static string Word(bool isFound) => isFound ? "found" : "hidden";
}

/// <summary>What a change of the rules does: all of it counted, and the first of it listed.</summary>
/// <param name="most">The most entries of each list.</param>
internal sealed class DryRunEffects(int most)
{
    private readonly Dictionary<(bool, string, string, string, DataProductId, string, string, string), int> _places = [];

    public int Classes { get; init; }

    public long PermittedPairs { get; private set; }

    public long RefusedPairs { get; private set; }

    public long FoundPairs { get; private set; }

    public long HiddenPairs { get; private set; }

    public List<PolicyEffect> Permitted { get; } = [];

    public List<PolicyEffect> Refused { get; } = [];

    public void Add(bool isPermitted, PolicyEffect effect)
    {
        if (effect.Subject == "class")
        {
            var isDiscovery = effect.Action == AuditActions.Discover;
            if (isPermitted)
                (PermittedPairs, FoundPairs) = (PermittedPairs + effect.Columns.Count, FoundPairs + (isDiscovery ? 1 : 0));
            else
                (RefusedPairs, HiddenPairs) = (RefusedPairs + effect.Columns.Count, HiddenPairs + (isDiscovery ? 1 : 0));
        }

        var list = isPermitted ? Permitted : Refused;
        // Queries of one principal that lose the same columns are one entry.
        var key = (isPermitted, effect.Action, effect.Subject, effect.Principal, effect.Product, effect.Before, effect.After, string.Join(',', effect.Columns));
        if (_places.TryGetValue(key, out var place))
        {
            list[place] = list[place] with { Count = list[place].Count + effect.Count };
        }
        else if (list.Count < most)
        {
            _places[key] = list.Count;
            list.Add(effect);
        }
    }
}
