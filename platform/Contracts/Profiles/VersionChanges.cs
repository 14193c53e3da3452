using MeshStarter.Contracts.Evolution;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Profiles;

/// <summary>The differences between two versions of a product.</summary>
/// <param name="From">The version that is compared.</param>
/// <param name="To">The version that it is compared with.</param>
/// <param name="Impact">The gravest of the changes; patch where there is none.</param>
/// <param name="Changes">Each difference.</param>
public sealed record VersionChanges(ProductVersion From, ProductVersion To, ChangeImpact Impact, IReadOnlyList<ContractChange> Changes);
