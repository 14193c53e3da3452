using MeshStarter.Contracts.Descriptors;
using MeshStarter.Policy.Decisions;

namespace MeshStarter.Policy.Tests.Cases;

/// <summary>One row of the table: what one principal may do with one product.</summary>
/// <param name="Principal">Who asks.</param>
/// <param name="Product">The product.</param>
/// <param name="May">The actions that are permitted; all others are refused.</param>
/// <param name="Masked">The columns that are masked where reading is permitted.</param>
public sealed record DecisionCase(
    Principal Principal, DataProductDescriptor Product, IReadOnlyList<PolicyAction> May, IReadOnlyList<string> Masked);
