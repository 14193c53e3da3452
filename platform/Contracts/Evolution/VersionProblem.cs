using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Evolution;

/// <summary>The reason why a contract is refused alongside the registered ones.</summary>
/// <param name="Text">The reason and the fix, in a sentence.</param>
/// <param name="Least">The least version that the contract may have.</param>
public sealed record VersionProblem(string Text, ProductVersion Least)
{
    /// <summary>The changes that the version says too little about; empty where it comes before the newest.</summary>
    public IReadOnlyList<ContractChange> Changes { get; init; } = [];
}
