using MeshStarter.Platform.Enforcement.Answers;

namespace MeshStarter.QueryProxy.Planning;

/// <summary>The decisions that a query's rows rest on: when one of them gives less, its answer ends.</summary>
internal sealed class ReadDecisions
{
    private readonly Lock _lock = new();
    private readonly List<AnswerDecision> _decisions = [];

    /// <summary>The decisions so far.</summary>
    public IReadOnlyList<AnswerDecision> All
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
    public IEnumerable<string> Warnings => All.SelectMany(each => each.Decision.Warnings).Distinct(StringComparer.Ordinal);

    /// <summary>Adds a permission. A refusal is not added: its warnings would name a product, and columns, that the caller may not know of.</summary>
    public void Add(AnswerDecision decision)
    {
        if (!decision.Decision.Permit)
        {
            return;
        }

        lock (_lock)
        {
            _decisions.Add(decision);
        }
    }

    /// <summary>Adds a permission to know of one of many products, where it rests on a grant or a rule in its grace warns about it: the others would fill the memory.</summary>
    public void AddListed(AnswerDecision decision)
    {
        if (decision.Decision.Grants.Count > 0 || decision.Decision.Warnings.Count > 0)
        {
            Add(decision);
        }
    }
}
