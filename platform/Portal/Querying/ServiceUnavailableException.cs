namespace MeshStarter.Portal.Querying;

/// <summary>A service of the mesh cannot be reached, cannot answer for now, or gives an answer that cannot be read. Trying again later may help.</summary>
internal sealed class ServiceUnavailableException(string message, Exception? innerException = null) : ServiceException(message, innerException);
