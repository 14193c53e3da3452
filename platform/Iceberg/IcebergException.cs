namespace MeshStarter.Platform.Iceberg;

/// <summary>
/// Something of an Iceberg table cannot be read, kept or done. The message names the offender and the rule it breaks; nothing was changed.
/// </summary>
/// <param name="message">The offender and the rule.</param>
/// <param name="innerException">The cause.</param>
public class IcebergException(string message, Exception? innerException = null) : Exception(message, innerException);
