using System.Security.Cryptography;
using System.Text;

namespace MeshStarter.Platform.Avro.Schemas;

/// <summary>Short names of a schema.</summary>
public static class AvroFingerprint
{
    /// <summary>
    /// SHA-256 of the whole schema with its docs and attributes, not only of what a reader needs: the same for schemas that
    /// are equal as parsed. Its first 16 bytes are the schema's guid in the mesh's registry.
    /// </summary>
    /// <param name="schema">The schema.</param>
    /// <param name="references">The references, as the JSON array that a registry takes; <c>[]</c> for none.</param>
    public static byte[] Whole(AvroSchema schema, string references = "[]")
    {
        ArgumentNullException.ThrowIfNull(schema);
        return SHA256.HashData(Encoding.UTF8.GetBytes($"{schema}\n{references}"));
    }

    /// <summary>The name of a schema that refers to nothing, in every registry of a mesh.</summary>
    public static Guid UniqueName(AvroSchema schema) => new(Whole(schema).AsSpan(0, 16), bigEndian: true);
}
