using MeshStarter.Contracts.Policies;
using MeshStarter.Contracts.Products;
using MeshStarter.Platform.Audit.Records;

namespace MeshStarter.Governance.Proposals;

/// <summary>The effects that a change of the rules has on a product: all of them counted, and the first of them listed.</summary>
/// <param name="most">The most entries of each list.</param>
internal sealed class DryRunEffects(int most)
{
    private readonly Dictionary<(bool, string, PolicyEffectSubject, string, string, string, string), int> _places = [];
    private readonly List<PolicyEffect> _permitted = [];
    private readonly List<PolicyEffect> _refused = [];
    private long _permittedPairs;
    private long _refusedPairs;
    private long _foundPairs;
    private long _hiddenPairs;

    public void Add(bool isPermitted, PolicyEffect effect)
    {
        if (effect.Subject == PolicyEffectSubject.Class)
        {
            var isDiscovery = effect.Action == AuditActions.Discover;
            if (isPermitted)
            {
                (_permittedPairs, _foundPairs) = (_permittedPairs + effect.Columns.Count, _foundPairs + (isDiscovery ? 1 : 0));
            }
            else
            {
                (_refusedPairs, _hiddenPairs) = (_refusedPairs + effect.Columns.Count, _hiddenPairs + (isDiscovery ? 1 : 0));
            }
        }

        var list = isPermitted ? _permitted : _refused;
        // Queries of one principal that lose the same columns are one entry.
        var key = (isPermitted, effect.Action, effect.Subject, effect.Principal, effect.Before, effect.After, string.Join(',', effect.Columns));
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

    public DryRunPart ToPart(DataProductId product) => new()
    {
        Product = product,
        PermittedPairs = _permittedPairs,
        RefusedPairs = _refusedPairs,
        FoundPairs = _foundPairs,
        HiddenPairs = _hiddenPairs,
        Permitted = _permitted,
        Refused = _refused,
    };
}
