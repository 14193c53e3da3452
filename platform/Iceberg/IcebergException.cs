namespace MeshStarter.Platform.Iceberg;

/// <summary>
/// Something of an Iceberg table cannot be read, kept or done. The message names the offender and the rule it breaks; nothing was changed.
/// </summary>
public class IcebergException : Exception
{
    /// <summary>Makes the exception with a text.</summary>
    public IcebergException(string message) : base(message)
    {
    }

    /// <summary>Makes the exception with a text and its cause.</summary>
    public IcebergException(string message, Exception? innerException) : base(message, innerException)
    {
    }

    /// <summary>Makes the exception.</summary>
    public IcebergException() : this("An Iceberg table's data is not as the specification has it.")
    {
    }
}
