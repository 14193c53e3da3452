namespace MeshStarter.Portal.Querying;

/// <summary>A service of the mesh returns no answer that a page can show. The message is for the reader of the page.</summary>
internal sealed class ServiceTimeoutException(string message, Exception? innerException = null) : Exception(message, innerException);
