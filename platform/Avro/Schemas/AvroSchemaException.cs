namespace MeshStarter.Platform.Avro.Schemas;

/// <summary>A text is no Avro schema.</summary>
/// <param name="path">The place in the schema's JSON, as a JSON pointer (RFC 6901); empty for the whole.</param>
/// <param name="reason">The fault, in a sentence or two.</param>
public sealed class AvroSchemaException(string path, string reason) : FormatException($"{(path.Length == 0 ? "/" : path)}: {reason}")
{
    /// <summary>The place in the schema's JSON, as a JSON pointer (RFC 6901); empty for the whole.</summary>
    public string Path { get; } = path;

    /// <summary>The fault, in a sentence or two.</summary>
    public string Reason { get; } = reason;
}
