namespace MeshStarter.Portal.Querying;

/// <summary>A service of the mesh refuses a request, or has nothing at its address.</summary>
internal sealed class ServiceRefusedException(string message, Exception? innerException = null) : ServiceException(message, innerException);
