using MeshStarter.Contracts.Types;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Policy.Comparisons;

/// <summary>The columns of a product as a principal sees them by a bundle.</summary>
public sealed class SeenColumns
{
    private const string Refused = "refused";

    private readonly PolicyDecision _decision;
    private readonly PolicyResource _resource;

    private SeenColumns(PolicyDecision decision, PolicyResource resource) => (_decision, _resource) = (decision, resource);

    /// <summary>Decides.</summary>
    public static SeenColumns Of(PolicyBundle bundle, Principal principal, PolicyResource resource) => new(PolicyEngine.Decide(bundle, principal, PolicyAction.Read, resource), resource);

    /// <summary>Whether a decision gives less than one before it did: it refuses, hides more of a column, or has a row filter that was not there.</summary>
    /// <param name="before">The decision before.</param>
    /// <param name="after">The decision after.</param>
    /// <param name="resource">The product of both.</param>
    public static bool IsLess(PolicyDecision before, PolicyDecision after, PolicyResource resource)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        ArgumentNullException.ThrowIfNull(resource);
        return before.Permit && !ReferenceEquals(before, after)
            && (!after.Permit || Compare(new SeenColumns(before, resource), new SeenColumns(after, resource), resource.Columns.Select(column => column.Name)).Any(difference => !difference.IsPermitted));
    }

    /// <summary>The differences of the columns before and after a change, a group for each kind of difference.</summary>
    /// <param name="before">By the rules before.</param>
    /// <param name="after">By the rules after.</param>
    /// <param name="columns">The columns.</param>
    public static IReadOnlyList<SeenDifference> Compare(SeenColumns before, SeenColumns after, IEnumerable<string> columns)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        ArgumentNullException.ThrowIfNull(columns);
        if (ReferenceEquals(before._decision, after._decision))
        {
            return [];
        }

        List<(bool IsPermitted, string Before, string After, string Column)>? differences = null;
        var isFilterAdded = before._decision.Permit && after._decision.Permit && after._decision.RowFilters.Except(before._decision.RowFilters, StringComparer.Ordinal).Any();
        var isFilterRemoved = before._decision.Permit && after._decision.Permit && before._decision.RowFilters.Except(after._decision.RowFilters, StringComparer.Ordinal).Any();
        foreach (var column in columns)
        {
            var (isMore, isLess) = after.CompareTo(before, column);
            if (isMore || isFilterRemoved)
            {
                (differences ??= []).Add((true, before.TextOf(column), after.TextOf(column), column));
            }

            if (isLess || isFilterAdded)
            {
                (differences ??= []).Add((false, before.TextOf(column), after.TextOf(column), column));
            }
        }

        return differences is null ? [] :
        [
            .. differences.GroupBy(each => (each.IsPermitted, each.Before, each.After))
                .Select(group => new SeenDifference(group.Key.IsPermitted, group.Key.Before, group.Key.After, [.. group.Select(each => each.Column)])),
        ];
    }

    // Whether more of the column is seen than before, and whether less; both where each mask shows what the other hides.
    private (bool IsMore, bool IsLess) CompareTo(SeenColumns before, string column)
    {
        if (!_decision.Permit || !before._decision.Permit)
        {
            return Of(_decision.Permit.CompareTo(before._decision.Permit));
        }

        var (old, now) = (before._decision.Masks.GetValueOrDefault(column), _decision.Masks.GetValueOrDefault(column));
        if (old is null || now is null || old == now)
        {
            return Of((now is null).CompareTo(old is null));
        }

        var type = TypeOf(column);
        return old.With(now, type) is var both && both != old && both != now ? (true, true) : Of(old.StrengthOn(type).CompareTo(now.StrengthOn(type)));

        static (bool, bool) Of(int more) => (more > 0, more < 0);
    }

    private ColumnType TypeOf(string column) => _resource.Columns.First(known => string.Equals(known.Name, column, StringComparison.OrdinalIgnoreCase)).Type;

    private string TextOf(string column) => !_decision.Permit ? Refused
        : (_decision.Masks.TryGetValue(column, out var mask) ? mask.WordsOn(TypeOf(column)) : "clear") + (_decision.RowFilters.Count == 0 ? "" : $", rows with {string.Join(" and ", _decision.RowFilters)}");
}

/// <summary>Columns that a principal sees differently.</summary>
/// <param name="IsPermitted">Whether more is seen; false where less is.</param>
/// <param name="Before">How they were seen.</param>
/// <param name="After">How they would be seen.</param>
/// <param name="Columns">The columns.</param>
public sealed record SeenDifference(bool IsPermitted, string Before, string After, IReadOnlyList<string> Columns);
