using MeshStarter.ServiceDefaults.Problems;

namespace MeshStarter.Governance.Access;

/// <summary>Thrown when the catalog does not answer, so a product's contract is not known.</summary>
internal sealed class CatalogSilentException(Exception innerException)
    : UnavailableException("The catalog does not answer, so the product's contract is not known. Try again in a moment.", innerException);
