namespace MeshStarter.Platform.Iceberg;

/// <summary>The catalog does not let the caller do this. The message says by which rule, and which endpoint is open instead.</summary>
public sealed class IcebergForbiddenException : IcebergException
{
    /// <summary>Makes the exception with a text that names the rule.</summary>
    public IcebergForbiddenException(string message) : base(message)
    {
    }

    /// <summary>Makes the exception with a text and its cause.</summary>
    public IcebergForbiddenException(string message, Exception? innerException) : base(message, innerException)
    {
    }

    /// <summary>Makes the exception.</summary>
    public IcebergForbiddenException() : this("The catalog does not let the caller do this.")
    {
    }
}
