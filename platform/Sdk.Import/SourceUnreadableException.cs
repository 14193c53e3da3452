namespace MeshStarter.Sdk.Import;

/// <summary>A file of the source system cannot be imported at all; the message names it and says why.</summary>
/// <param name="message">The file and the fault.</param>
/// <param name="innerException">The cause.</param>
public sealed class SourceUnreadableException(string message, Exception? innerException = null) : Exception(message, innerException);
