using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Evolution;

/// <summary>The reason why a contract is refused alongside the registered ones.</summary>
/// <param name="Text">The reason and the fix, in a sentence.</param>
/// <param name="Least">The least version that the contract may have.</param>
public sealed record VersionProblem(string Text, ProductVersion Least);
