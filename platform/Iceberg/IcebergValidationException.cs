namespace MeshStarter.Platform.Iceberg;

/// <summary>A change that would break a rule of Iceberg. It is not done, and asking again does not help.</summary>
/// <param name="message">The offender and the rule.</param>
/// <param name="innerException">The cause.</param>
public sealed class IcebergValidationException(string message, Exception? innerException = null) : IcebergException(message, innerException);
