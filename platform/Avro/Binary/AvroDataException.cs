namespace MeshStarter.Platform.Avro.Binary;

/// <summary>Bytes are not what their schema says: cut off, damaged, or written with another schema.</summary>
public sealed class AvroDataException : FormatException
{
    /// <summary>Makes the exception.</summary>
    public AvroDataException() : this("The bytes are no Avro data of this schema.")
    {
    }

    /// <summary>Makes the exception with a text.</summary>
    public AvroDataException(string message) : base(message)
    {
    }

    /// <summary>Makes the exception with a text and its cause.</summary>
    public AvroDataException(string message, Exception? innerException) : base(message, innerException)
    {
    }
}
