namespace MeshStarter.Platform.Iceberg;

/// <summary>Bytes or text that are not what the Iceberg specification says; reading them again does not help.</summary>
public sealed class IcebergFormatException : IcebergException
{
    /// <summary>Makes the exception for a place in a document or file: <c>schemas[1].fields[0].type</c> and what is wrong there.</summary>
    public IcebergFormatException(string place, string problem) : base($"{place}: {problem}")
    {
    }

    /// <summary>Makes the exception with a text that names the place, and its cause.</summary>
    public IcebergFormatException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }
}
