namespace MeshStarter.QueryProxy.Products;

/// <summary>The catalog cannot be reached now: nothing is known of any product, so nothing is answered.</summary>
internal sealed class CatalogUnavailableException(string message, Exception? cause = null) : Exception(message, cause);
