namespace MeshStarter.QueryProxy.Products;

/// <summary>A product's table cannot be read. The message names the product and what is wrong, and no path or value of it.</summary>
internal sealed class ProductUnreadableException(string message, Exception cause) : Exception(message, cause);
