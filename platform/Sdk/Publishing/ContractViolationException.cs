using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Rows;

namespace MeshStarter.Sdk.Publishing;

/// <summary>A row was not emitted because it breaks its product's contract. The caller's transaction is still open.</summary>
public sealed class ContractViolationException : Exception
{
    /// <summary>Makes the exception of a row's violations.</summary>
    public ContractViolationException(DataProductId product, IReadOnlyList<RowViolation> violations)
        : base($"{product}: the row breaks the contract: {string.Join("; ", violations)}")
    {
        Violations = violations;
    }

    /// <summary>Makes the exception with a text.</summary>
    public ContractViolationException(string message) : base(message)
    {
    }

    /// <summary>Every way in which the row breaks the contract.</summary>
    public IReadOnlyList<RowViolation> Violations { get; } = [];
}
