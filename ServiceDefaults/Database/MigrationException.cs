namespace MeshStarter.ServiceDefaults.Database;

/// <summary>Thrown when migrations cannot be applied; the message names set, file, cause and fix.</summary>
/// <param name="message">Set, file, cause and fix.</param>
/// <param name="innerException">The cause.</param>
public sealed class MigrationException(string message, Exception? innerException = null) : Exception(message, innerException);
