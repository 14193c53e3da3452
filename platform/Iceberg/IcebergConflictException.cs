namespace MeshStarter.Platform.Iceberg;

/// <summary>The table's state differs from the change's base: another commit was first. Read the table again and retry.</summary>
/// <param name="message">The difference.</param>
/// <param name="innerException">The cause.</param>
public sealed class IcebergConflictException(string message, Exception? innerException = null) : IcebergException(message, innerException);
