namespace MeshStarter.Platform.Iceberg;

/// <summary>A table needs something of the specification that is not read here; reading on without it would give wrong rows.</summary>
public sealed class IcebergNotReadException : IcebergException
{
    /// <summary>Makes the exception with what is needed and where.</summary>
    /// <param name="feature">The unsupported feature, in a few words and without a name of the table's: <c>deletion vectors (format 3)</c>.</param>
    /// <param name="message">The whole of it, with the offender.</param>
    public IcebergNotReadException(string feature, string message) : base(message) => Feature = feature;

    /// <summary>Makes the exception with a text.</summary>
    public IcebergNotReadException(string message) : base(message)
    {
    }

    /// <summary>Makes the exception with a text and its cause.</summary>
    public IcebergNotReadException(string message, Exception? innerException) : base(message, innerException)
    {
    }

    /// <summary>Makes the exception.</summary>
    public IcebergNotReadException() : this("The table needs what is not read here.")
    {
    }

    /// <summary>The unsupported feature, for readers who may not see the table's names and paths.</summary>
    public string Feature { get; } = "a part of the specification";
}
