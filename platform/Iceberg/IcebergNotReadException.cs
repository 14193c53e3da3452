namespace MeshStarter.Platform.Iceberg;

/// <summary>A table needs something of the specification that is not read here; reading on without it would give wrong rows.</summary>
/// <param name="feature">The unsupported feature, in a few words and without a name of the table's: <c>deletion vectors (format 3)</c>.</param>
/// <param name="message">The whole of it, with the offender.</param>
public sealed class IcebergNotReadException(string feature, string message) : IcebergException(message)
{
    /// <summary>The unsupported feature, for readers who may not see the table's names and paths.</summary>
    public string Feature { get; } = feature;
}
