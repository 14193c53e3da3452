using System.Runtime.CompilerServices;
using System.Text.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Explanations;

namespace MeshStarter.Governance.Decisions;

/// <summary>A decision in JSON, a <see cref="CaseDecision"/>. The engine shares a decision among equal requests for one product, and so is its JSON shared.</summary>
internal sealed class EncodedDecision
{
    private static readonly ConditionalWeakTable<PolicyDecision, EncodedDecision> Known = [];

    private readonly byte[] _json;

    private EncodedDecision(CaseDecision decision) => _json = JsonSerializer.SerializeToUtf8Bytes(decision, MeshJson.Options);

    /// <summary>The JSON.</summary>
    public ReadOnlySpan<byte> Json => _json;

    /// <summary>A decision about a product.</summary>
    public static EncodedDecision Of(PolicyDecision decision, PolicyResource resource, PolicyAction action) =>
        Known.TryGetValue(decision, out var known) ? known : Known.GetValue(decision, made => new EncodedDecision(Case(made, resource, action)));

    /// <summary>The refusal about a product that the caller may not know of.</summary>
    public static EncodedDecision NoProduct(ProductReference product) => new(new CaseDecision { Permit = false, Reason = $"There is no product \"{product}\" that you may see." });

    private static CaseDecision Case(PolicyDecision decision, PolicyResource resource, PolicyAction action) => new()
    {
        Permit = decision.Permit,
        Reason = decision.Reason,
        Rules = decision.RuleIds,
        Columns = !decision.Permit || action is not (PolicyAction.Read or PolicyAction.ReadRaw) ? null
            : [.. resource.Columns.Select(column => PolicyExplanation.ColumnOf(column, decision))],
        Filters = decision.RowFilters.Count == 0 ? null : decision.RowFilters,
        Grants = decision.Grants.Count == 0 ? null : decision.Grants,
        Warnings = decision.Warnings.Count == 0 ? null : decision.Warnings,
    };
}
