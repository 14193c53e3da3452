namespace MeshStarter.Governance.Access;

/// <summary>Thrown when the catalog does not answer, so a product's contract is not known.</summary>
internal sealed class CatalogSilentException(string message, Exception? innerException) : Exception(message, innerException);
