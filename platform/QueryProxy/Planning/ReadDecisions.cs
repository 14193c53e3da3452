using MeshStarter.Policy.Decisions;

namespace MeshStarter.QueryProxy.Planning;

/// <summary>The decisions that a query's rows rest on: when a grant of one of them ends, its answer does.</summary>
internal sealed class ReadDecisions
{
    private readonly Lock _lock = new();
    private readonly List<PolicyDecision> _decisions = [];

    /// <summary>The decisions so far.</summary>
    public IReadOnlyList<PolicyDecision> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _decisions];
            }
        }
    }

    /// <summary>Warnings of rules in their grace: what they will refuse, mask or filter of what the query read.</summary>
    public IEnumerable<string> Warnings => All.SelectMany(decision => decision.Warnings).Distinct(StringComparer.Ordinal);

    /// <summary>
    /// Adds a permission that rests on a grant, or that a rule in its grace warns about; others are not of interest. A refusal is not added: its warnings
    /// would name a product, and columns, that the caller may not know of.
    /// </summary>
    public void Add(PolicyDecision decision)
    {
        if (!decision.Permit || (decision.Grants.Count == 0 && decision.Warnings.Count == 0))
        {
            return;
        }

        lock (_lock)
        {
            _decisions.Add(decision);
        }
    }
}
