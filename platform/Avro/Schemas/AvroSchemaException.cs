namespace MeshStarter.Platform.Avro.Schemas;

/// <summary>A text is no Avro schema.</summary>
public sealed class AvroSchemaException : FormatException
{
    /// <summary>Makes the exception of a place and a reason.</summary>
    public AvroSchemaException(string path, string reason)
        : base($"{(path.Length == 0 ? "/" : path)}: {reason}")
    {
        Path = path;
        Reason = reason;
    }

    /// <summary>Makes the exception.</summary>
    public AvroSchemaException() : this("", "The text is no Avro schema.")
    {
    }

    /// <summary>Makes the exception with a reason.</summary>
    public AvroSchemaException(string reason) : this("", reason)
    {
    }

    /// <summary>Makes the exception with a reason and its cause.</summary>
    public AvroSchemaException(string reason, Exception? innerException) : base($"/: {reason}", innerException)
    {
        Reason = reason;
    }

    /// <summary>The place in the schema's JSON, as a JSON pointer (RFC 6901); empty for the whole.</summary>
    public string Path { get; } = "";

    /// <summary>The fault, in a sentence or two.</summary>
    public string Reason { get; }
}
