using MeshStarter.Policy.Grants;

namespace MeshStarter.Policy.Decisions;

// Row filters by claim: the decision is the same for all readers that the same rules apply to, the values are each reader's own.
public sealed partial record PolicyDecision
{
    // Beyond it decisions are still made, only not kept: readers cannot fill the memory.
    private const int MaxBound = 64;

    // Replaced as a whole by each addition, so that readers need no lock. An addition that is lost to another is made again.
    private volatile BoundDecision[]? _bound;

    /// <summary>The decision with the claims of a reader in its row filters, and a refusal with the next step of a reader of its kind.</summary>
    // On the path of every decision: nothing allocated. The lambdas of a binding would be, at the begin of their method.
    internal PolicyDecision BoundTo(Principal reader)
    {
        if (_claims.Length == 0)
        {
            return ServiceReason is { } reason && GrantHolder.Of(reader).IsService ? this with { Reason = reason, ServiceReason = null } : this;
        }

        foreach (var each in _bound ?? [])
        {
            if (each.IsFor(_claims, reader))
            {
                return each.Decision;
            }
        }

        return Bind(reader);
    }

    private PolicyDecision Bind(Principal reader)
    {
        var known = _bound ?? [];
        var decision = new PolicyDecision(Permit, Reason, RuleIds, Masks, [.. _filters.Select(filter => filter.For(reader))], MaskRules, FilterRules) { BundleVersion = BundleVersion, Grants = Grants, Warnings = Warnings };
        BoundDecision bound = new([.. _claims.Select(claim => reader.ValuesOf(claim).ToArray())], decision);
        _bound = known.Length < MaxBound ? [.. known, bound] : [bound];
        return decision;
    }

    /// <summary>A decision for readers with the same values of the claims.</summary>
    private sealed record BoundDecision(string[][] Values, PolicyDecision Decision)
    {
        public bool IsFor(string[] claims, Principal reader)
        {
            for (var i = 0; i < claims.Length; i++)
            {
                if (!reader.HasValues(claims[i], Values[i]))
                {
                    return false;
                }
            }

            return true;
        }
    }
}
