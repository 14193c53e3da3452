using MeshStarter.Contracts;

namespace MeshStarter.Catalog.Products;

/// <summary>What became of a registration, and the version that stands now.</summary>
internal sealed record RegistrationResult(RegistrationOutcome Outcome, ProductDetails Product);
