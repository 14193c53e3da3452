namespace MeshStarter.Platform.Iceberg;

/// <summary>The catalog does not let the caller do this. The message says by which rule, and which endpoint is open instead.</summary>
/// <param name="message">The rule, and the endpoint that is open instead.</param>
public sealed class IcebergForbiddenException(string message) : IcebergException(message);
