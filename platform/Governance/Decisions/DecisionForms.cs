using System.Text.Json.Serialization;
using MeshStarter.Contracts.Profiles;
using MeshStarter.Policy.Decisions;

namespace MeshStarter.Governance.Decisions;

/// <summary>Cases to decide.</summary>
/// <param name="Cases">1 to 1,000 cases.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record DecisionsForm(IReadOnlyList<DecisionCase> Cases);

/// <summary>A case to decide.</summary>
/// <param name="Action">What is to be done.</param>
/// <param name="Product">The product, or a certain major version of it, <c>orders.orders@1</c>.</param>
/// <param name="Principal">Who is to do it; the caller where it is null.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record DecisionCase(PolicyAction Action, string Product, CasePrincipal? Principal = null);

/// <summary>A principal, as its token would describe it.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record CasePrincipal(
    string Subject, string? Domain = null, IReadOnlyList<string>? Roles = null, IReadOnlyList<string>? Purposes = null, IReadOnlyDictionary<string, IReadOnlyList<string>>? Claims = null)
{
    public Principal ToPrincipal() => new(Subject, Domain, Roles ?? [], Purposes ?? []) { Claims = Claims ?? new Dictionary<string, IReadOnlyList<string>>() };
}

/// <summary>The decisions that would be made, in the order of the cases.</summary>
/// <param name="Bundle">The version of the rules.</param>
/// <param name="Items">The decisions.</param>
internal sealed record DecisionsAnswer(string Bundle, IReadOnlyList<CaseDecision> Items);

/// <summary>The decision that would be made in a case.</summary>
internal sealed record CaseDecision
{
    public required bool Permit { get; init; }

    public required string Reason { get; init; }

    /// <summary>The rules and grants that decided.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];

    /// <summary>The columns in their order, each with its mask; absent where nothing is read.</summary>
    public IReadOnlyList<ReaderColumn>? Columns { get; init; }

    /// <summary>The SQL predicates that all rows meet; absent where every row is seen.</summary>
    public IReadOnlyList<string>? Filters { get; init; }

    /// <summary>Warnings of rules in their grace: what they will refuse or hide once they are enforced; absent where there is nothing.</summary>
    public IReadOnlyList<string>? Warnings { get; init; }

    /// <summary>The grants that the decision rests on.</summary>
    public IReadOnlyList<Guid>? Grants { get; init; }
}
